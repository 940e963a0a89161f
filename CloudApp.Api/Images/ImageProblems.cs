using CloudApp.Api.Problems;

namespace CloudApp.Api.Images;

internal static class ImageProblems
{
    internal static readonly ApiProblem ThumbnailImpossible = new(404, "thumbnail-impossible", "No thumbnail of this image can be made. Use the image itself.");
    internal static readonly ApiProblem ThumbnailNotReady = new(503, "thumbnail-not-ready", "The thumbnail is not ready yet. Ask again.");
    internal static readonly ApiProblem PreconditionFailed = new(412, "precondition-failed", "The image is not the one that the request names.");
    internal static readonly ApiProblem RangeNotSatisfiable = new(416, "range-not-satisfiable", "The range lies outside the image.");

    internal static IReadOnlyList<ApiProblem> All { get; } = [ThumbnailImpossible, ThumbnailNotReady, PreconditionFailed, RangeNotSatisfiable];
}
