using System.Globalization;
using CloudApp.Api.Data;
using CloudApp.Api.Documentation;
using CloudApp.Api.Json;
using CloudApp.Api.Problems;

namespace CloudApp.Api.Records;

/// <summary>Reading records.</summary>
internal static class RecordEndpoints
{
    internal static void MapRecords(this IEndpointRouteBuilder app)
    {
        app.MapMethods("/api/latest", ["GET", "HEAD"], LatestAsync)
            .WithName("Latest").WithTags("Records").WithSummary("The newest record.")
            .Answers(RecordExamples.Record, RecordJson.Default.RecordResponse).Produces(304).WithMetadata(RecordParameters.OwnWrites)
            .CanAnswer(RecordProblems.NoRecords, DataProblems.DatabaseUnavailable);
        app.MapMethods("/api/records", ["GET", "HEAD"], PageAsync)
            .WithName("Records").WithTags("Records")
            .WithSummary("Records, newest first.")
            .WithDescription("'next' holds the address of the following page; on the last page it is absent.")
            .Answers(RecordExamples.Page, RecordJson.Default.RecordPageResponse).Produces(304)
            .WithMetadata(RecordParameters.Limit, RecordParameters.Before, RecordParameters.OwnWrites)
            .CanAnswer(RecordProblems.LimitInvalid, RecordProblems.BeforeInvalid, DataProblems.DatabaseUnavailable);
        app.MapMethods("/api/records/{id}", ["GET", "HEAD"], RecordAsync)
            .WithName("Record").WithTags("Records").WithSummary("One record.")
            .Answers(RecordExamples.Record, RecordJson.Default.RecordResponse).Produces(304)
            .WithMetadata(RecordParameters.Id, RecordParameters.OwnWrites)
            .CanAnswer(RecordProblems.RecordNotFound, DataProblems.DatabaseUnavailable);
    }

    /// <summary>The record that the path names.</summary>
    /// <exception cref="ProblemException">There is no such record, or the id is no id.</exception>
    internal static async Task<UploadRecord> FindAsync(HttpContext context, IRecordStore records, string id)
    {
        var record = long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? await records.FindAsync(number, ReadYourWrites.Seen(context.Request), context.RequestAborted)
            : null;
        return record ?? throw new ProblemException(RecordProblems.RecordNotFound);
    }

    private static async Task LatestAsync(HttpContext context, IRecordStore records, LatestReply latest)
    {
        var record = await records.LatestAsync(ReadYourWrites.Seen(context.Request), context.RequestAborted)
            ?? throw new ProblemException(RecordProblems.NoRecords);
        await latest.Of(record).WriteAsync(context);
    }

    private static async Task RecordAsync(HttpContext context, string id, IRecordStore records) =>
        await JsonReply.Of(RecordResponse.Of(await FindAsync(context, records, id)), RecordJson.Default.RecordResponse).WriteAsync(context);

    private static async Task PageAsync(HttpContext context, IRecordStore records, string? limit, string? before)
    {
        var page = PageRequest.Parse(limit, before);
        var found = await records.PageAsync(page, ReadYourWrites.Seen(context.Request), context.RequestAborted);
        await JsonReply.Of(RecordPageResponse.Of(found, page.Limit), RecordJson.Default.RecordPageResponse).WriteAsync(context);
    }
}
