using CloudApp.Api.Json;
using CloudApp.Api.Objects;

namespace CloudApp.Api.Sweeping;

/// <summary>Tells an operator how safe the images are.</summary>
internal static class StorageEndpoint
{
    internal static void MapStorage(this IEndpointRouteBuilder app) =>
        app.MapMethods("/api/storage", ["GET", "HEAD"], StorageAsync)
            .WithName("Storage").WithTags("Operation")
            .WithSummary("How many records lack a copy of their image, and what the sweeper last found.")
            .Produces<StorageView>().ProducesProblem(503);

    private static async Task StorageAsync(HttpContext context, ISweeperRecords records, IReadOnlyList<ISiteStore> sites)
    {
        var counts = await records.CountAsync(context.RequestAborted);
        var view = new StorageView([.. sites.Select(s => s.Name)], counts.MissingCopies, counts.WithoutObject, counts.Report);
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(view, ApiJson.Default.StorageView, cancellationToken: context.RequestAborted);
    }
}
