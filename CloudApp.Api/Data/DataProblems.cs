using CloudApp.Api.Problems;

namespace CloudApp.Api.Data;

internal static class DataProblems
{
    internal static readonly ApiProblem DatabaseUnavailable =
        new(503, "database-unavailable", "The database cannot be reached at the moment. Repeat the request with the same idempotency key.");

    internal static IReadOnlyList<ApiProblem> All { get; } = [DatabaseUnavailable];
}

/// <summary>The database did not answer within the time of a request, in spite of repetitions.</summary>
internal sealed class DatabaseUnavailableException(string message, Exception cause)
    : ProblemException(DataProblems.DatabaseUnavailable, message, cause);
