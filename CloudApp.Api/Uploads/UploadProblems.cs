using CloudApp.Api.Problems;

namespace CloudApp.Api.Uploads;

/// <summary>What is wrong with an upload that is refused.</summary>
internal static class UploadProblems
{
    internal static readonly ApiProblem NotMultipart = new(415, "not-multipart", "The upload is not multipart/form-data.");
    internal static readonly ApiProblem BoundaryInvalid = new(400, "boundary-invalid", "The multipart boundary is missing or longer than 70 characters.");
    internal static readonly ApiProblem MultipartMalformed = new(400, "multipart-malformed", "The multipart body is malformed.");
    internal static readonly ApiProblem CharsetUnsupported = new(415, "charset-unsupported", "A text field is in another charset than UTF-8, US-ASCII and ISO-8859-1.");
    internal static readonly ApiProblem TransferEncodingUnsupported = new(415, "transfer-encoding-unsupported", "A part has a Content-Transfer-Encoding that changes its bytes.");
    internal static readonly ApiProblem TooManyParts = new(400, "too-many-parts", "The form has too many parts.");
    internal static readonly ApiProblem NameMissing = new(400, "name-missing", "The form has no field 'name'.");
    internal static readonly ApiProblem NameEmpty = new(400, "name-empty", "The name is empty.");
    internal static readonly ApiProblem NameTooLong = new(400, "name-too-long", "The name is longer than 200 characters.");
    internal static readonly ApiProblem NameInvalid = new(400, "name-invalid", "The name contains characters that are not allowed.");
    internal static readonly ApiProblem NameRepeated = new(400, "name-repeated", "The form has more than one field 'name'.");
    internal static readonly ApiProblem ImageMissing = new(400, "image-missing", "The form has no file in the field 'image'.");
    internal static readonly ApiProblem ImageEmpty = new(400, "image-empty", "The image file is empty.");
    internal static readonly ApiProblem ImageTooLarge = new(413, "image-too-large", "The image is larger than 10 MB.");
    internal static readonly ApiProblem ImageTooManyPixels = new(413, "image-too-many-pixels", "The image has more than 51 megapixels.");
    internal static readonly ApiProblem ImageTypeUnknown = new(415, "image-type-unknown", "The file is no JPEG, PNG, GIF, WebP or AVIF image by its content.");
    internal static readonly ApiProblem ImageSizeUnknown = new(415, "image-size-unknown", "The image does not tell its size where decoders look for it: it is damaged.");
    internal static readonly ApiProblem TooManyFiles = new(400, "too-many-files", "The form has more than one file.");
    internal static readonly ApiProblem FileUnexpected = new(400, "file-unexpected", "The form has a file in another field than 'image'.");
    internal static readonly ApiProblem SpoolFull = new(503, "spool-full", "There is no room for uploads in flight at the moment. Repeat the request with the same idempotency key.");
    internal static readonly ApiProblem IdempotencyKeyInvalid = new(400, "idempotency-key-invalid", "The idempotency key is not 1 to 64 visible ASCII characters.");
    internal static readonly ApiProblem IdempotencyKeyReused = new(409, "idempotency-key-reused", "The idempotency key was used before with another name or image.");

    /// <summary>This slice's own.</summary>
    internal static IReadOnlyList<ApiProblem> All { get; } =
    [
        NotMultipart, BoundaryInvalid, MultipartMalformed, CharsetUnsupported, TransferEncodingUnsupported, TooManyParts,
        NameMissing, NameEmpty, NameTooLong, NameInvalid, NameRepeated,
        ImageMissing, ImageEmpty, ImageTooLarge, ImageTooManyPixels, ImageTypeUnknown, ImageSizeUnknown, TooManyFiles, FileUnexpected,
        SpoolFull, IdempotencyKeyInvalid, IdempotencyKeyReused,
    ];
}
