using CloudApp.Api.Problems;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace CloudApp.Api.Uploads;

/// <summary>The header of one part of a form.</summary>
/// <param name="FileName">Null for a text field; empty when a browser's file input was left empty.</param>
internal sealed record FormPart(string Field, string? FileName)
{
    internal bool IsFile => FileName is not null;

    /// <summary>Reads the Content-Disposition of a part.</summary>
    /// <exception cref="ProblemException">The part has no usable Content-Disposition.</exception>
    internal static FormPart Of(MultipartSection section)
    {
        if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var header)
            || !header.DispositionType.Equals("form-data", StringComparison.OrdinalIgnoreCase))
            throw new ProblemException(UploadProblems.MultipartMalformed.With("A part has no Content-Disposition of form-data."));
        var field = HeaderUtilities.RemoveQuotes(header.Name).Value;
        if (string.IsNullOrEmpty(field))
            throw new ProblemException(UploadProblems.MultipartMalformed.With("A part has no field name."));
        var fileName = header.FileNameStar.HasValue ? header.FileNameStar : header.FileName;
        return new FormPart(field, fileName.HasValue ? HeaderUtilities.UnescapeAsQuotedString(fileName).Value ?? "" : null);
    }
}
