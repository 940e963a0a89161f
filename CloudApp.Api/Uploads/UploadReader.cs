using System.Text;
using CloudApp.Api.Problems;
using Microsoft.AspNetCore.WebUtilities;

namespace CloudApp.Api.Uploads;

/// <summary>Reads an upload's form from the wire: exactly one name and one image, nothing held whole in memory.</summary>
internal sealed class UploadReader(ImageSpooler spooler)
{
    private const string NameField = "name";
    private const string ImageField = "image";
    private const string CharsetField = "_charset_";

    /// <summary>Reads the form to its end; the result owns the image on disk.</summary>
    /// <exception cref="ProblemException">The form is not one we take; the problem says why.</exception>
    internal async Task<UploadDraft> ReadAsync(string? contentType, Stream body, CancellationToken cancellationToken)
    {
        var reader = new MultipartReader(MultipartBoundary.Of(contentType), body, UploadLimits.CopyBufferBytes)
        {
            HeadersCountLimit = UploadLimits.PartHeadersMax,
            HeadersLengthLimit = UploadLimits.PartHeaderBytesMax,
        };
        var form = new Form();
        try
        {
            await ReadPartsAsync(reader, form, cancellationToken);
            return form.Complete();
        }
        catch (Exception error)
        {
            if (form.Image is { } image) await image.DisposeAsync();
            throw Translate(error);
        }
    }

    private async Task ReadPartsAsync(MultipartReader reader, Form form, CancellationToken cancellationToken)
    {
        for (var parts = 0; await reader.ReadNextSectionAsync(cancellationToken) is { } section; parts++)
        {
            if (parts == UploadLimits.PartsMax) throw new ProblemException(UploadProblems.TooManyParts);
            var part = FormPart.Of(section);
            if (part.IsFile) await ReadFileAsync(part, section.Body, form, cancellationToken);
            else await ReadFieldAsync(part, section.Body, form, cancellationToken);
        }
    }

    private async Task ReadFileAsync(FormPart part, Stream body, Form form, CancellationToken cancellationToken)
    {
        if (form.Image is not null) throw new ProblemException(UploadProblems.TooManyFiles);
        if (!string.Equals(part.Field, ImageField, StringComparison.Ordinal)) throw new ProblemException(UploadProblems.FileUnexpected);
        form.Image = await spooler.SpoolAsync(body, cancellationToken);
    }

    private static async Task ReadFieldAsync(FormPart part, Stream body, Form form, CancellationToken cancellationToken)
    {
        var bytes = await ReadSmallAsync(part, body, cancellationToken);
        switch (part.Field)
        {
            case NameField when form.Name is not null:
                throw new ProblemException(UploadProblems.NameRepeated);
            case NameField:
                form.Name = RecordName.Parse(FieldText.Read(bytes, part.Encoding));
                break;
            case IdempotencyKey.Field:
                form.IdempotencyKey = IdempotencyKey.Check(Encoding.Latin1.GetString(bytes));
                break;
            // A form may say of all its fields at once in what charset they are (RFC 7578, 4.6); ours are read one by one.
            case CharsetField:
                if (!ReferenceEquals(FieldText.EncodingOf(Encoding.Latin1.GetString(bytes)), part.Encoding)) throw new ProblemException(UploadProblems.CharsetUnsupported);
                break;
            case ImageField:
                throw new ProblemException(UploadProblems.ImageMissing.With("The field 'image' is text, not a file."));
        }
    }

    private static async Task<byte[]> ReadSmallAsync(FormPart part, Stream body, CancellationToken cancellationToken)
    {
        var buffer = new byte[UploadLimits.FieldBytesMax + 1];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        if (length <= UploadLimits.FieldBytesMax) return buffer[..length];
        throw new ProblemException(part.Field switch
        {
            NameField => UploadProblems.NameTooLong,
            IdempotencyKey.Field => UploadProblems.IdempotencyKeyInvalid,
            _ => GeneralProblems.BodyTooLarge.With($"A text field is longer than {UploadLimits.FieldBytesMax} bytes."),
        });
    }

    // The reader of the framework reports a body that ends early as IOException, and broken framing as InvalidDataException.
    private static Exception Translate(Exception error) => error switch
    {
        ProblemException or BadHttpRequestException or OperationCanceledException => error,
        InvalidDataException => new ProblemException(UploadProblems.MultipartMalformed, error),
        IOException => new ProblemException(GeneralProblems.BodyCutOff, error),
        _ => error,
    };

    private sealed class Form
    {
        internal string? Name { get; set; }
        internal SpooledImage? Image { get; set; }
        internal string? IdempotencyKey { get; set; }

        internal UploadDraft Complete() => new(
            Name ?? throw new ProblemException(UploadProblems.NameMissing),
            Image ?? throw new ProblemException(UploadProblems.ImageMissing),
            IdempotencyKey);
    }
}
