namespace CloudApp.Api.Problems;

/// <summary>What a client is told about a failed request.</summary>
/// <param name="Status">HTTP status, 400–599.</param>
/// <param name="Code">Stable name of the case; never changes its meaning, see docs/api.md.</param>
/// <param name="Title">The same sentence for every occurrence of the code.</param>
/// <param name="Detail">This occurrence; never holds text of the client that was not checked.</param>
internal sealed record ApiProblem(int Status, string Code, string Title, string? Detail = null)
{
    public ApiProblem With(string detail) => this with { Detail = detail };
}

/// <summary>Ends a request with a problem document.</summary>
/// <param name="message">For the log, not for the client.</param>
internal class ProblemException(ApiProblem problem, string message, Exception? cause) : Exception(message, cause)
{
    internal ProblemException(ApiProblem problem, Exception? cause = null) : this(problem, problem.Detail ?? problem.Title, cause)
    {
    }

    internal ApiProblem Problem { get; } = problem;
}
