using CloudApp.Api.Data;
using CloudApp.Api.Documentation;
using CloudApp.Api.Problems;
using CloudApp.Api.Storage.Objects;
using CloudApp.Api.Storage.Reconciliation;

namespace CloudApp.Api.Storage;

/// <summary>Tells an operator how safe the images are.</summary>
internal static class StorageEndpoint
{
    private static readonly DateTimeOffset At = new(2026, 11, 22, 23, 4, 12, TimeSpan.Zero);

    private static readonly StorageStatus Example = new(
        ["host1", "host2"], MissingCopies: 1, WithoutObject: 0,
        new ReconcilerReport(
            "app1", At, IsPaused: false, [new SiteReport("host1", Serves: true, MissingCopies: 0), new SiteReport("host2", Serves: true, MissingCopies: 1)],
            new PassReport(At, At.AddSeconds(2), Rows: 1_200, Objects: 2_399, MissingCopies: 1, Orphans: 0, OrphansKept: false),
            Copied: 3, Repaired: 0, OrphansRemoved: 1, DamagedEverywhere: 0, Verified: 1_200, At.AddMinutes(-20)));

    internal static void MapStorage(this IEndpointRouteBuilder app) =>
        app.MapMethods(ApplicationRoutes.Storage, ["GET", "HEAD"], StorageAsync)
            .WithName("Storage").WithTags("Operation")
            .WithSummary("How many records lack a copy of their image, and what the sweeper found last.")
            .Answers(Example, ReconcilerJson.Default.StorageStatus)
            .CanAnswer(DataProblems.DatabaseUnavailable);

    private static async Task StorageAsync(HttpContext context, IReconcilerRecords records, IReadOnlyList<ISiteStore> sites)
    {
        var counts = await records.CountAsync(context.RequestAborted);
        var status = new StorageStatus([.. sites.Select(s => s.Name)], counts.MissingCopies, counts.WithoutObject, counts.Report);
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(status, ReconcilerJson.Default.StorageStatus, cancellationToken: context.RequestAborted);
    }
}
