namespace CloudApp.Api.Problems;

/// <summary>Every problem this service can answer with. docs/api.md lists the same codes; a test compares them.</summary>
internal static class ProblemCatalogue
{
    internal static readonly ApiProblem NotMultipart = new(415, "not-multipart", "The upload is not multipart/form-data.");
    internal static readonly ApiProblem BoundaryInvalid = new(400, "boundary-invalid", "The multipart boundary is missing or longer than 70 characters.");
    internal static readonly ApiProblem MultipartMalformed = new(400, "multipart-malformed", "The multipart body is malformed.");
    internal static readonly ApiProblem BodyCutOff = new(400, "body-cut-off", "The body ended before it was complete.");
    internal static readonly ApiProblem BodyTooSlow = new(408, "body-too-slow", "The body arrived too slowly.");
    internal static readonly ApiProblem BodyTooLarge = new(413, "body-too-large", "The body is larger than this address accepts.");
    internal static readonly ApiProblem TooManyParts = new(400, "too-many-parts", "The form has too many parts.");
    internal static readonly ApiProblem NameMissing = new(400, "name-missing", "The form has no field 'name'.");
    internal static readonly ApiProblem NameEmpty = new(400, "name-empty", "The name is empty.");
    internal static readonly ApiProblem NameTooLong = new(400, "name-too-long", "The name is longer than 200 characters.");
    internal static readonly ApiProblem NameInvalid = new(400, "name-invalid", "The name holds characters that are not allowed.");
    internal static readonly ApiProblem NameRepeated = new(400, "name-repeated", "The form has more than one field 'name'.");
    internal static readonly ApiProblem ImageMissing = new(400, "image-missing", "The form has no file in the field 'image'.");
    internal static readonly ApiProblem ImageEmpty = new(400, "image-empty", "The image file is empty.");
    internal static readonly ApiProblem ImageTooLarge = new(413, "image-too-large", "The image is larger than 10 MB.");
    internal static readonly ApiProblem ImageTooManyPixels = new(413, "image-too-many-pixels", "The image has more than 51 megapixels.");
    internal static readonly ApiProblem ImageTypeUnknown = new(415, "image-type-unknown", "The file is no JPEG, PNG, GIF, WebP or AVIF image by its content.");
    internal static readonly ApiProblem TooManyFiles = new(400, "too-many-files", "The form has more than one file.");
    internal static readonly ApiProblem FileUnexpected = new(400, "file-unexpected", "The form has a file in another field than 'image'.");
    internal static readonly ApiProblem FileNameInvalid = new(400, "file-name-invalid", "The file name holds path or control characters.");
    internal static readonly ApiProblem IdempotencyKeyInvalid = new(400, "idempotency-key-invalid", "The idempotency key is not 1 to 64 visible ASCII characters.");
    internal static readonly ApiProblem IdempotencyKeyReused = new(409, "idempotency-key-reused", "The idempotency key was used before with another name or image.");
    internal static readonly ApiProblem LimitInvalid = new(400, "limit-invalid", "The limit is not a whole number from 1 to 100.");
    internal static readonly ApiProblem BeforeInvalid = new(400, "before-invalid", "'before' is not the id of a record.");
    internal static readonly ApiProblem NoRecords = new(404, "no-records", "Nothing was uploaded yet.");
    internal static readonly ApiProblem RecordNotFound = new(404, "record-not-found", "There is no record with this id.");
    internal static readonly ApiProblem ImageNotFound = new(404, "image-not-found", "The record is there, its image is at neither site.");
    internal static readonly ApiProblem ThumbnailImpossible = new(404, "thumbnail-impossible", "There can be no thumbnail of this image. Use the image itself.");
    internal static readonly ApiProblem ThumbnailNotReady = new(503, "thumbnail-not-ready", "The thumbnail is not ready yet. Ask again.");
    internal static readonly ApiProblem PreconditionFailed = new(412, "precondition-failed", "The image is not the one that the request names.");
    internal static readonly ApiProblem RangeNotSatisfiable = new(416, "range-not-satisfiable", "The range lies outside the image.");
    internal static readonly ApiProblem RouteNotFound = new(404, "route-not-found", "There is nothing at this address.");
    internal static readonly ApiProblem MethodNotAllowed = new(405, "method-not-allowed", "This address does not know this method.");
    internal static readonly ApiProblem UnsupportedMediaType = new(415, "unsupported-media-type", "The body is not of a type that this address accepts.");
    internal static readonly ApiProblem RequestInvalid = new(400, "request-invalid", "The request is malformed.");
    internal static readonly ApiProblem DatabaseUnavailable = new(503, "database-unavailable", "The database cannot be reached at the moment. Repeat the request with the same idempotency key.");
    internal static readonly ApiProblem StoreUnavailable = new(503, "store-unavailable", "The object store cannot be reached at the moment. Repeat the request with the same idempotency key.");
    internal static readonly ApiProblem InternalError = new(500, "internal-error", "Something went wrong here. It was logged under the trace id.");

    /// <summary>What is wrong with an upload that is refused.</summary>
    internal static IReadOnlyList<ApiProblem> OfUploads { get; } =
    [
        NotMultipart, BoundaryInvalid, MultipartMalformed, BodyCutOff, BodyTooSlow, BodyTooLarge, TooManyParts,
        NameMissing, NameEmpty, NameTooLong, NameInvalid, NameRepeated,
        ImageMissing, ImageEmpty, ImageTooLarge, ImageTooManyPixels, ImageTypeUnknown, TooManyFiles, FileUnexpected, FileNameInvalid,
        IdempotencyKeyInvalid, IdempotencyKeyReused,
    ];

    internal static IReadOnlyList<ApiProblem> All { get; } =
    [
        .. OfUploads, LimitInvalid, BeforeInvalid,
        NoRecords, RecordNotFound, ImageNotFound, ThumbnailImpossible, ThumbnailNotReady, PreconditionFailed, RangeNotSatisfiable,
        RouteNotFound, MethodNotAllowed, UnsupportedMediaType, RequestInvalid,
        DatabaseUnavailable, StoreUnavailable, InternalError,
    ];

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
