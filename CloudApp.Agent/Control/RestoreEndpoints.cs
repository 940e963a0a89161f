using System.Security.Cryptography;
using CloudApp.Agent.Http;
using CloudApp.Agent.MySql;
using CloudApp.Contracts.Agents;
using CloudApp.Contracts.Json;
using CloudApp.Failover;

namespace CloudApp.Agent.Control;

/// <summary>
/// Closes the pair for a restore, gives the restore an empty server, and opens the pair with what came into it. Between
/// the steps nothing is remembered but the record and the marks on the data directory: each step may be repeated, and
/// the second begins anew.
/// </summary>
internal static class RestoreEndpoints
{
    private const int PasswordBytes = 24;

    internal static void MapRestoreEndpoints(this RouteGroupBuilder guarded)
    {
        guarded.MapPost(AgentRoutes.Close, (string reason, FailoverController controller, ILogger<FailoverController> logger) =>
        {
            if (string.IsNullOrWhiteSpace(reason))
                return Results.Problem("'reason' must say why the pair is closed: every status repeats it.", statusCode: StatusCodes.Status400BadRequest);
            RestoreLog.Closing(logger, reason);
            controller.Tell(new OperatorOrdered(OperatorOrder.Close, reason));
            return Results.Accepted(AgentRoutes.Status);
        });
        guarded.MapPost(AgentRoutes.BeginRestore, (StatusBoard board, DataDirectory directory, IDatabaseServer server, ILogger<FailoverController> logger) =>
        {
            if (Refusal(board.Current) is { } refusal)
                return refusal;
            var password = Convert.ToHexString(RandomNumberGenerator.GetBytes(PasswordBytes));
            directory.BeginRestore(password);
            RestoreLog.Begins(logger, board.Current.Closed);
            server.Kill();
            return Results.Json(new RestoreAccess(AccountNames.Restore, password, board.Current.Server.StartNumber), ContractsJson.Default.RestoreAccess);
        });
        guarded.MapPost(AgentRoutes.CompleteRestore, (StatusBoard board, DataDirectory directory, ILogger<FailoverController> logger) =>
        {
            if (Refusal(board.Current) is { } refusal)
                return refusal;
            if (directory.RestorePassword is null || directory.IsCloning)
                return Results.Problem("No restore has filled this server: begin it again.", statusCode: StatusCodes.Status409Conflict);
            directory.CompleteRestore(board.Current.Closed);
            RestoreLog.Complete(logger, board.Current.Closed);
            return Results.Accepted(AgentRoutes.Status);
        });
    }

    private static IResult? Refusal(AgentStatus status) =>
        status.IsRestoreHost && string.Equals(status.State, nameof(AgentState.Fenced), StringComparison.Ordinal)
            ? null
            : Results.Problem(
                $"This server is not the one that a restore may fill now: {status.State}, {status.Reason}", statusCode: StatusCodes.Status409Conflict);
}

internal static partial class RestoreLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The operator closes the pair: {Reason}")]
    internal static partial void Closing(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A restore begins; this server's data is removed ({Reason})")]
    internal static partial void Begins(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The restore is complete; the pair is opened with it ({Reason})")]
    internal static partial void Complete(ILogger logger, string reason);
}
