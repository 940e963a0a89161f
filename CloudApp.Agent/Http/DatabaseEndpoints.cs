using CloudApp.Contracts.Agents;
using CloudApp.Contracts.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace CloudApp.Agent.Http;

/// <summary>The HTTP side of a database agent.</summary>
internal static class DatabaseEndpoints
{
    private const int MaxWaitMs = 5000;

    internal static void MapDatabaseEndpoints(this WebApplication app)
    {
        app.MapGet(AgentRoutes.Primary, (StatusBoard board) => Answer(board.Current.IsPrimary, board.Current));
        app.MapGet(AgentRoutes.Replica, (StatusBoard board) => Answer(board.Current.IsReplica, board.Current));
        // Healthy: in a role that is true. A readable replica without its source does its work as well.
        app.MapGet(AgentRoutes.Health, (StatusBoard board) => Answer(board.Current.IsPrimary || board.Current.IsReplica || board.Current.IsReadable, board.Current));
        app.MapGet(AgentRoutes.Status, (StatusBoard board) => TypedResults.Json(board.Current, ContractsJson.Default.AgentStatus));
        app.MapGet(AgentRoutes.Watch, async (StatusBoard board, long version, [FromQuery] int? waitMs, CancellationToken cancellationToken) =>
        {
            var wait = TimeSpan.FromMilliseconds(Math.Clamp(waitMs ?? MaxWaitMs, 0, MaxWaitMs));
            return TypedResults.Json(await board.WaitAsync(version, wait, cancellationToken), ContractsJson.Default.AgentStatus);
        });
    }

    private static JsonHttpResult<AgentStatus> Answer(bool yes, AgentStatus status) =>
        TypedResults.Json(status, ContractsJson.Default.AgentStatus, statusCode: yes ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
}
