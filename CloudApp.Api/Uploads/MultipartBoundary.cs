using CloudApp.Api.Problems;
using Microsoft.Net.Http.Headers;

namespace CloudApp.Api.Uploads;

/// <summary>The boundary that the Content-Type header names.</summary>
internal static class MultipartBoundary
{
    /// <summary>Reads the boundary.</summary>
    /// <exception cref="ProblemException">The body is no form, or the boundary is missing or too long.</exception>
    internal static string Of(string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var header)
            || !header.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
            throw new ProblemException(UploadProblems.NotMultipart);
        var boundary = HeaderUtilities.RemoveQuotes(header.Boundary).Value;
        return boundary is { Length: >= 1 and <= UploadLimits.BoundaryCharactersMax } && boundary.All(c => c is >= ' ' and <= '~')
            ? boundary
            : throw new ProblemException(UploadProblems.BoundaryInvalid);
    }
}
