using System.Text;
using CloudApp.Api.Problems;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace CloudApp.Api.Uploads;

/// <summary>The header of one part of a form.</summary>
/// <param name="IsFile">The part has a file name. The name itself is not kept: phones, old browsers and folder uploads send
/// paths and worse, and it names nothing here.</param>
/// <param name="Encoding">Of a text field.</param>
internal sealed record FormPart(string Field, bool IsFile, Encoding Encoding)
{
    /// <summary>Reads the headers of a part.</summary>
    /// <exception cref="ProblemException">The part has no usable Content-Disposition, or its content is encoded in a way that we do not read.</exception>
    internal static FormPart Of(MultipartSection section)
    {
        if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var header)
            || !header.DispositionType.Equals("form-data", StringComparison.OrdinalIgnoreCase))
            throw new ProblemException(UploadProblems.MultipartMalformed.With("A part has no Content-Disposition of form-data."));
        var field = HeaderUtilities.RemoveQuotes(header.Name).Value;
        if (string.IsNullOrEmpty(field))
            throw new ProblemException(UploadProblems.MultipartMalformed.With("A part has no field name."));
        RefuseTransferEncoding(section);
        var isFile = header.FileNameStar.HasValue || header.FileName.HasValue;
        var charset = !isFile && MediaTypeHeaderValue.TryParse(section.ContentType, out var type) ? type.Charset.Value : null;
        return new FormPart(field, isFile, FieldText.EncodingOf(charset));
    }

    // Mail's encodings of a part: HTTP is clean for 8 bits, and RFC 7578 (4.7) deprecates them. As it is = nothing to undo.
    private static void RefuseTransferEncoding(MultipartSection section)
    {
        if (section.Headers is { } headers && headers.TryGetValue("Content-Transfer-Encoding", out var encoding)
            && encoding.ToString().Trim().ToLowerInvariant() is not ("" or "7bit" or "8bit" or "binary"))
            throw new ProblemException(UploadProblems.TransferEncodingUnsupported);
    }
}
