namespace CloudApp.Api.Problems;

/// <summary>The problems that an endpoint itself can answer with, for its documentation.</summary>
internal sealed record EndpointProblems(IReadOnlyList<ApiProblem> Problems);

internal static class EndpointProblemsExtensions
{
    /// <summary>Documents the problems, each with an example.</summary>
    internal static RouteHandlerBuilder CanAnswer(this RouteHandlerBuilder endpoint, params ApiProblem[] problems)
    {
        foreach (var status in problems.Select(p => p.Status).Distinct()) endpoint.Produces<ProblemBody>(status, ProblemWriter.MediaType);
        return endpoint.WithMetadata(new EndpointProblems(problems));
    }
}
