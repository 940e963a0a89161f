using System.Globalization;
using CloudApp.Api.Data;
using CloudApp.Api.Problems;
using CloudApp.Api.Records;

namespace CloudApp.Api.Deletion;

/// <summary>Deleting a record with its image and thumbnail.</summary>
internal static class DeletionEndpoint
{
    internal static IServiceCollection AddDeletion(this IServiceCollection services) => services.AddSingleton<RecordDeletion>();

    internal static void MapDeletion(this IEndpointRouteBuilder app) =>
        app.MapDelete("/api/records/{id}", DeleteAsync)
            .WithName("Delete").WithTags("Records")
            .WithSummary("Deletes a record, its image and its thumbnail.")
            .WithDescription("204 when the record is gone. 404 when there is none with this id; after a 503 or a broken connection, that means that the first try had deleted it. Reads that send CloudApp-Gtid back no longer see it.")
            .Produces(204).WithMetadata(RecordParameters.Id).CanAnswer(RecordProblems.RecordNotFound, DataProblems.DatabaseUnavailable);

    private static async Task DeleteAsync(HttpContext context, string id, RecordDeletion deletion)
    {
        var removal = long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? await deletion.DeleteAsync(number, context.RequestAborted)
            : null;
        if (removal is null) throw new ProblemException(RecordProblems.RecordNotFound);
        ReadYourWrites.Note(context.Response, removal.Gtid);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
