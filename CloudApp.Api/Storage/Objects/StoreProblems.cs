using CloudApp.Api.Problems;

namespace CloudApp.Api.Storage.Objects;

internal static class StoreProblems
{
    internal static readonly ApiProblem ImageNotFound = new(404, "image-not-found", "The record exists, but its image is at neither site.");

    internal static readonly ApiProblem StoreUnavailable =
        new(503, "store-unavailable", "The object store cannot be reached at the moment. Repeat the request with the same idempotency key.");

    internal static IReadOnlyList<ApiProblem> All { get; } = [ImageNotFound, StoreUnavailable];
}

/// <summary>No site's store could do it in time.</summary>
internal sealed class StoreUnavailableException(string message, Exception? cause = null)
    : ProblemException(StoreProblems.StoreUnavailable, message, cause);

/// <summary>Every site answered, and none has the object.</summary>
internal sealed class ObjectMissingException(string key)
    : ProblemException(StoreProblems.ImageNotFound, $"No site has the object {key}.", cause: null);
