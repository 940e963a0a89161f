using System.Globalization;
using CloudApp.Api.Json;
using CloudApp.Api.Problems;
using CloudApp.Api.Records;

namespace CloudApp.Api.Hosting;

/// <summary>Reading records.</summary>
internal static class RecordEndpoints
{
    internal static void MapRecords(this IEndpointRouteBuilder app)
    {
        app.MapMethods("/api/latest", ["GET", "HEAD"], LatestAsync)
            .WithName("Latest").WithTags("Records").WithSummary("The newest record.")
            .Produces<RecordView>().ProducesProblem(404).ProducesProblem(503);
        app.MapMethods("/api/records", ["GET", "HEAD"], PageAsync)
            .WithName("Records").WithTags("Records")
            .WithSummary("Records, newest first.")
            .WithDescription("limit: 1–100, 20 when absent. before: only records with a lower id; 'next' of a page holds the address of the following one.")
            .Produces<RecordPageView>().ProducesProblem(400).ProducesProblem(503);
        app.MapMethods("/api/records/{id}", ["GET", "HEAD"], RecordAsync)
            .WithName("Record").WithTags("Records").WithSummary("One record.")
            .Produces<RecordView>().ProducesProblem(404).ProducesProblem(503);
    }

    /// <summary>The record that the path names.</summary>
    /// <exception cref="ProblemException">There is no such record, or the id is no id.</exception>
    internal static async Task<UploadRecord> FindAsync(HttpContext context, IRecordStore records, string id)
    {
        var record = long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? await records.FindAsync(number, ReadYourWrites.Seen(context.Request), context.RequestAborted)
            : null;
        return record ?? throw new ProblemException(ProblemCatalogue.RecordNotFound);
    }

    private static async Task LatestAsync(HttpContext context, IRecordStore records)
    {
        var record = await records.LatestAsync(ReadYourWrites.Seen(context.Request), context.RequestAborted)
            ?? throw new ProblemException(ProblemCatalogue.NoRecords);
        await WriteAsync(context, RecordView.Of(record), ApiJson.Default.RecordView);
    }

    private static async Task RecordAsync(HttpContext context, string id, IRecordStore records) =>
        await WriteAsync(context, RecordView.Of(await FindAsync(context, records, id)), ApiJson.Default.RecordView);

    private static async Task PageAsync(HttpContext context, IRecordStore records, string? limit, string? before)
    {
        var page = PageRequest.Parse(limit, before);
        var found = await records.PageAsync(page, ReadYourWrites.Seen(context.Request), context.RequestAborted);
        await WriteAsync(context, RecordPageView.Of(found, page.Limit), ApiJson.Default.RecordPageView);
    }

    private static Task WriteAsync<T>(HttpContext context, T view, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(view, type, cancellationToken: context.RequestAborted);
    }
}
