using CloudApp.Api.Data;
using CloudApp.Api.Formats;
using CloudApp.Api.Problems;
using CloudApp.Api.Records;
using CloudApp.Api.Storage.Objects;
using Microsoft.Net.Http.Headers;

namespace CloudApp.Api.Images;

/// <summary>The bytes of an image, straight from the object store to the client.</summary>
internal static class ImageEndpoint
{
    // A record's image never changes, so whoever has it need not ask again.
    private const string CacheForEver = "public, max-age=31536000, immutable";

    internal static void MapImage(this IEndpointRouteBuilder app) =>
        app.MapMethods("/api/records/{id}/image", ["GET", "HEAD"], ImageAsync)
            .WithName("Image").WithTags("Records")
            .WithSummary("The image as it was uploaded, byte for byte.")
            .WithDescription("Conditional requests (ETag, Last-Modified) and a single byte range are understood.")
            .Produces<Stream>(200, "image/jpeg", ["image/png", "image/gif", "image/webp", "image/avif"])
            .Produces(206).Produces(304).WithMetadata(RecordParameters.Id, RecordParameters.OwnWrites)
            .CanAnswer(
                RecordProblems.RecordNotFound, StoreProblems.ImageNotFound, ImageProblems.PreconditionFailed, ImageProblems.RangeNotSatisfiable,
                DataProblems.DatabaseUnavailable, StoreProblems.StoreUnavailable);

    private static async Task ImageAsync(HttpContext context, string id, IRecordStore records, ObjectDelivery delivery)
    {
        var record = await RecordEndpoints.FindAsync(context, records, id);
        var tag = new EntityTagHeaderValue($"\"{record.Sha256}\"");
        // HTTP dates know whole seconds only.
        var modified = DateTimeOffset.FromUnixTimeSeconds(record.CreatedAt.ToUnixTimeSeconds());
        var reply = ImageReply.Decide(context.Request.GetTypedHeaders(), tag, modified, record.SizeBytes);
        var response = context.Response;
        switch (reply.Status)
        {
            case 412:
                throw new ProblemException(ImageProblems.PreconditionFailed);
            case 416:
                response.Headers.ContentRange = $"bytes */{record.SizeBytes}";
                throw new ProblemException(ImageProblems.RangeNotSatisfiable.With($"It has {record.SizeBytes} bytes."));
            case 304:
                response.StatusCode = reply.Status;
                SetValidators(response, tag, modified);
                return;
        }

        if (HttpMethods.IsHead(context.Request.Method))
        {
            SetHeaders(response, record, reply, tag, modified);
            return;
        }

        // The headers go out with the first byte: until then a store that fails can still become a proper 503.
        await delivery.SendAsync(
            record.ObjectKey, reply.Offset, reply.Length, response.Body,
            () => SetHeaders(response, record, reply, tag, modified), context.RequestAborted);
    }

    internal static void SetValidators(HttpResponse response, EntityTagHeaderValue tag, DateTimeOffset modified)
    {
        response.Headers.CacheControl = CacheForEver;
        response.Headers.ETag = tag.ToString();
        response.Headers.LastModified = HeaderUtilities.FormatDate(modified);
    }

    private static void SetHeaders(HttpResponse response, UploadRecord record, ImageReply reply, EntityTagHeaderValue tag, DateTimeOffset modified)
    {
        SetValidators(response, tag, modified);
        response.StatusCode = reply.Status;
        response.ContentType = record.ContentType;
        response.ContentLength = reply.Length;
        response.Headers.AcceptRanges = "bytes";
        // Named by us, not by the client.
        response.Headers.ContentDisposition = $"inline; filename=\"record-{record.Id}.{ImageType.ExtensionOf(record.ContentType)}\"";
        if (reply.Status == StatusCodes.Status206PartialContent)
            response.Headers.ContentRange = $"bytes {reply.Offset}-{reply.Offset + reply.Length - 1}/{record.SizeBytes}";
    }
}
