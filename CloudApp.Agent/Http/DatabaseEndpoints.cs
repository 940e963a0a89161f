using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace CloudApp.Agent.Http;

/// <summary>The HTTP side of a database agent.</summary>
internal static class DatabaseEndpoints
{
    private const int MaxWaitMs = 5000;

    internal static void MapDatabaseEndpoints(this WebApplication app)
    {
        app.MapGet("/primary", (StatusBoard board) => Answer(board.Current.IsPrimary, board.Current));
        app.MapGet("/replica", (StatusBoard board) => Answer(board.Current.IsReplica, board.Current));
        // Healthy: in a role that is true. A readable replica without its source does its work as well.
        app.MapGet("/healthz", (StatusBoard board) => Answer(board.Current.IsPrimary || board.Current.IsReplica || board.Current.IsReadable, board.Current));
        app.MapGet("/status", (StatusBoard board) => TypedResults.Json(board.Current, AgentJson.Default.AgentStatus));
        app.MapGet("/watch", async (StatusBoard board, long version, [FromQuery] int? waitMs, CancellationToken cancellationToken) =>
        {
            var wait = TimeSpan.FromMilliseconds(Math.Clamp(waitMs ?? MaxWaitMs, 0, MaxWaitMs));
            return TypedResults.Json(await board.WaitAsync(version, wait, cancellationToken), AgentJson.Default.AgentStatus);
        });
    }

    private static JsonHttpResult<AgentStatus> Answer(bool yes, AgentStatus status) =>
        TypedResults.Json(status, AgentJson.Default.AgentStatus, statusCode: yes ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
}
