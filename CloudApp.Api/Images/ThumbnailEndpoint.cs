using CloudApp.Api.Data;
using CloudApp.Api.Formats;
using CloudApp.Api.Problems;
using CloudApp.Api.Records;
using CloudApp.Api.Storage.Objects;
using Microsoft.Net.Http.Headers;

namespace CloudApp.Api.Images;

/// <summary>The small picture for a gallery.</summary>
internal static class ThumbnailEndpoint
{
    // Another way of making thumbnails gets another letter, so that nobody keeps an old one for ever.
    private const string Version = "a";

    internal static void MapThumbnail(this IEndpointRouteBuilder app) =>
        app.MapMethods("/api/records/{id}/thumbnail", ["GET", "HEAD"], ThumbnailAsync)
            .WithName("Thumbnail").WithTags("Records")
            .WithSummary("A small picture of the image: WebP, at most 480 pixels wide and high, without metadata.")
            .WithDescription("Made after the upload or at the first request. 404 thumbnail-impossible for AVIF, for images that cannot be decoded, and for PNG, GIF and WebP of more than 25 megapixels: show the image itself.")
            .Produces<Stream>(200, "image/webp").Produces(304).WithMetadata(RecordParameters.Id, RecordParameters.OwnWrites)
            .CanAnswer(
                RecordProblems.RecordNotFound, ImageProblems.ThumbnailImpossible, StoreProblems.ImageNotFound, ImageProblems.PreconditionFailed,
                ImageProblems.ThumbnailNotReady, DataProblems.DatabaseUnavailable, StoreProblems.StoreUnavailable);

    private static async Task ThumbnailAsync(HttpContext context, string id, IRecordStore records, ThumbnailService thumbnails)
    {
        var record = await RecordEndpoints.FindAsync(context, records, id);
        var tag = new EntityTagHeaderValue($"\"{record.Sha256[..32]}-{Version}\"");
        var modified = DateTimeOffset.FromUnixTimeSeconds(record.CreatedAt.ToUnixTimeSeconds());
        var response = context.Response;
        switch (ImageReply.Decide(context.Request.GetTypedHeaders(), tag, modified, size: 1).Status)
        {
            case 412:
                throw new ProblemException(ImageProblems.PreconditionFailed);
            case 304:
                ImageEndpoint.SetValidators(response, tag, modified);
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
        }

        // A range of a thumbnail is the whole: it is smaller than what a range is worth.
        var thumbnail = await thumbnails.GetAsync(record, context.RequestAborted);
        ImageEndpoint.SetValidators(response, tag, modified);
        response.ContentType = ImageType.WebP.ContentType;
        response.ContentLength = thumbnail.Length;
        response.Headers.ContentDisposition = $"inline; filename=\"record-{record.Id}-thumbnail.webp\"";
        if (!HttpMethods.IsHead(context.Request.Method)) await response.Body.WriteAsync(thumbnail, context.RequestAborted);
    }
}
