using System.Globalization;
using CloudApp.Api.Documentation;
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
            .Produces<RecordView>().Produces(304).WithMetadata(new ReadsOwnWrites())
            .CanAnswer(ProblemCatalogue.NoRecords, ProblemCatalogue.DatabaseUnavailable);
        app.MapMethods("/api/records", ["GET", "HEAD"], PageAsync)
            .WithName("Records").WithTags("Records")
            .WithSummary("Records, newest first.")
            .WithDescription("'next' of a page holds the address of the following one; on the last page it is absent.")
            .Produces<RecordPageView>().Produces(304).WithMetadata(new ReadsOwnWrites())
            .CanAnswer(ProblemCatalogue.LimitInvalid, ProblemCatalogue.BeforeInvalid, ProblemCatalogue.DatabaseUnavailable);
        app.MapMethods("/api/records/{id}", ["GET", "HEAD"], RecordAsync)
            .WithName("Record").WithTags("Records").WithSummary("One record.")
            .Produces<RecordView>().Produces(304).WithMetadata(new ReadsOwnWrites())
            .CanAnswer(ProblemCatalogue.RecordNotFound, ProblemCatalogue.DatabaseUnavailable);
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

    private static async Task LatestAsync(HttpContext context, IRecordStore records, LatestReply latest)
    {
        var record = await records.LatestAsync(ReadYourWrites.Seen(context.Request), context.RequestAborted)
            ?? throw new ProblemException(ProblemCatalogue.NoRecords);
        await latest.Of(record).WriteAsync(context);
    }

    private static async Task RecordAsync(HttpContext context, string id, IRecordStore records) =>
        await JsonReply.Of(RecordView.Of(await FindAsync(context, records, id)), ApiJson.Default.RecordView).WriteAsync(context);

    private static async Task PageAsync(HttpContext context, IRecordStore records, string? limit, string? before)
    {
        var page = PageRequest.Parse(limit, before);
        var found = await records.PageAsync(page, ReadYourWrites.Seen(context.Request), context.RequestAborted);
        await JsonReply.Of(RecordPageView.Of(found, page.Limit), ApiJson.Default.RecordPageView).WriteAsync(context);
    }
}
