namespace CloudApp.Api.Problems;

/// <summary>What can be wrong with any request, whatever its address.</summary>
internal static class GeneralProblems
{
    internal static readonly ApiProblem BodyCutOff = new(400, "body-cut-off", "The body ended before it was complete.");
    internal static readonly ApiProblem BodyTooSlow = new(408, "body-too-slow", "The body arrived too slowly.");
    internal static readonly ApiProblem BodyTooLarge = new(413, "body-too-large", "The body is larger than this address accepts.");
    internal static readonly ApiProblem RouteNotFound = new(404, "route-not-found", "There is nothing at this address.");
    internal static readonly ApiProblem MethodNotAllowed = new(405, "method-not-allowed", "This address does not support this method.");
    internal static readonly ApiProblem UnsupportedMediaType = new(415, "unsupported-media-type", "The body is not of a type that this address accepts.");
    internal static readonly ApiProblem RequestInvalid = new(400, "request-invalid", "The request is malformed.");
    internal static readonly ApiProblem InternalError = new(500, "internal-error", "Something went wrong here. It was logged under the trace id.");

    internal static IReadOnlyList<ApiProblem> All { get; } =
        [BodyCutOff, BodyTooSlow, BodyTooLarge, RouteNotFound, MethodNotAllowed, UnsupportedMediaType, RequestInvalid, InternalError];

    /// <summary>The problem for a status that the framework chose by itself.</summary>
    internal static ApiProblem ForStatus(int status) => status switch
    {
        404 => RouteNotFound,
        405 => MethodNotAllowed,
        408 => BodyTooSlow,
        413 => BodyTooLarge,
        415 => UnsupportedMediaType,
        >= 500 => InternalError with { Status = status },
        _ => RequestInvalid with { Status = status },
    };
}
