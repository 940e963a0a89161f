using CloudApp.Api.Data;
using CloudApp.Api.Documentation;
using CloudApp.Api.Problems;
using CloudApp.Api.Records;
using CloudApp.Api.Storage.Objects;
using Microsoft.AspNetCore.Http.Features;

namespace CloudApp.Api.Uploads;

/// <summary>Upload by a program: a form in, JSON out.</summary>
internal static class UploadEndpoint
{
    private const string ReplayedHeader = "Idempotency-Replayed";

    internal static IServiceCollection AddUploads(this IServiceCollection services) =>
        services.AddSingleton<ImageSpooler>().AddSingleton<UploadReader>().AddSingleton<UploadService>();

    internal static void MapUploads(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/upload", UploadAsync)
            .WithName("Upload").WithTags("Records")
            .WithSummary("Stores an image under a name.")
            .WithDescription(
                "multipart/form-data with the fields 'name' (1–200 characters) and 'image' (JPEG, PNG, GIF, WebP or AVIF, at most 10 MB). "
                + "The header Idempotency-Key, or the field idempotency_key, makes a repetition harmless.")
            .WithMetadata(UploadDocument.Key)
            .Answers(RecordExamples.Record, RecordJson.Default.RecordResponse, StatusCodes.Status201Created)
            .CanAnswer([
                .. UploadProblems.All, GeneralProblems.BodyCutOff, GeneralProblems.BodyTooSlow, GeneralProblems.BodyTooLarge,
                DataProblems.DatabaseUnavailable, StoreProblems.StoreUnavailable,
            ])
            .AddOpenApiOperationTransformer(UploadDocument.DescribeAsync);

    /// <summary>Stores what the request holds, and notes the write for the client's next reads.</summary>
    /// <exception cref="ProblemException">The upload is refused.</exception>
    internal static async Task<UploadResult> StoreAsync(HttpContext context, UploadService uploads)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = UploadLimits.BodyBytesMax;
        var result = await uploads.StoreAsync(context.Request, context.RequestAborted);
        ReadYourWrites.Note(context.Response, result.Gtid);
        return result;
    }

    private static async Task UploadAsync(HttpContext context, UploadService uploads)
    {
        var result = await StoreAsync(context, uploads);
        var record = RecordResponse.Of(result.Record);
        var response = context.Response;
        response.StatusCode = StatusCodes.Status201Created;
        response.Headers.Location = record.Url;
        response.Headers.CacheControl = "no-store";
        if (!result.IsNew) response.Headers[ReplayedHeader] = "true";
        await response.WriteAsJsonAsync(record, RecordJson.Default.RecordResponse, cancellationToken: context.RequestAborted);
    }
}
