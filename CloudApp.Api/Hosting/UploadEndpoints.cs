using CloudApp.Api.Data;
using CloudApp.Api.Documentation;
using CloudApp.Api.Json;
using CloudApp.Api.Pages;
using CloudApp.Api.Problems;
using CloudApp.Api.Records;
using CloudApp.Api.Settings;
using CloudApp.Api.Uploads;
using Microsoft.AspNetCore.Http.Features;

namespace CloudApp.Api.Hosting;

/// <summary>Upload by a program (JSON) and by a form without script (a redirect to the page).</summary>
internal static class UploadEndpoints
{
    private const string ReplayedHeader = "Idempotency-Replayed";

    internal static void MapUploads(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/upload", UploadAsync)
            .WithName("Upload").WithTags("Records")
            .WithSummary("Stores an image under a name.")
            .WithDescription(
                "multipart/form-data with the fields 'name' (1–200 characters) and 'image' (JPEG, PNG, GIF, WebP or AVIF, at most 10 MB). "
                + "The header Idempotency-Key, or the field idempotency_key, makes a repetition harmless.")
            .Produces<RecordView>(StatusCodes.Status201Created)
            .CanAnswer([.. ProblemCatalogue.OfUploads, ProblemCatalogue.DatabaseUnavailable, ProblemCatalogue.StoreUnavailable])
            .AddOpenApiOperationTransformer(UploadDocument.DescribeAsync);
        app.MapPost("/upload", UploadFormAsync).ExcludeFromDescription();
    }

    private static async Task UploadAsync(HttpContext context, UploadService uploads)
    {
        var result = await StoreAsync(context, uploads);
        var view = RecordView.Of(result.Record);
        var response = context.Response;
        response.StatusCode = StatusCodes.Status201Created;
        response.Headers.Location = view.Url;
        response.Headers.CacheControl = "no-store";
        if (!result.IsNew) response.Headers[ReplayedHeader] = "true";
        await response.WriteAsJsonAsync(view, ApiJson.Default.RecordView, cancellationToken: context.RequestAborted);
    }

    private static async Task UploadFormAsync(HttpContext context, UploadService uploads, IRecordStore records, ApiSettings settings)
    {
        try
        {
            await StoreAsync(context, uploads);
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = "/";
        }
        catch (Exception error) when (ProblemMiddleware.Translate(error) is { Status: < 500 or 503 } problem
            && !context.RequestAborted.IsCancellationRequested)
        {
            await HomeEndpoints.WriteRefusalAsync(context, records, settings, problem);
        }
    }

    private static async Task<UploadResult> StoreAsync(HttpContext context, UploadService uploads)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = UploadLimits.BodyBytesMax;
        var result = await uploads.StoreAsync(context.Request, context.RequestAborted);
        ReadYourWrites.Note(context.Response, result.Gtid);
        return result;
    }
}
