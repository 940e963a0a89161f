using CloudApp.Agent.Arbitration;
using CloudApp.Agent.Settings;
using CloudApp.Contracts.Agents;
using CloudApp.Contracts.Json;
using CloudApp.Failover;
using CloudApp.Failover.Arbitration;

namespace CloudApp.Agent.Control;

/// <summary>What the other agent and the operator may say; both know the token.</summary>
internal static class FailoverEndpoints
{
    internal static void MapFailoverEndpoints(this WebApplication app, AgentSettings settings)
    {
        var guarded = app.MapGroup("").AddEndpointFilter(new BearerToken(settings.Secrets.AgentToken));
        guarded.MapPost(AgentRoutes.PeerReport, async (HttpRequest request, FailoverController controller, CancellationToken cancellationToken) =>
        {
            var document = await request.TryReadJsonAsync(ContractsJson.Default.PeerReport, cancellationToken);
            if (document is null || !string.Equals(document.Site, settings.PeerSite, StringComparison.Ordinal) || ReportMapping.Read(document) is not { } report)
                return Results.Problem($"A report of the site '{settings.PeerSite}' is expected here.", statusCode: StatusCodes.Status400BadRequest);
            controller.Tell(new PeerReported(report));
            return Results.NoContent();
        });
        if (!settings.UsesEtcd)
            MapPairArbitration(guarded, settings);
        guarded.MapPost(AgentRoutes.Switchover, (FailoverController controller) =>
        {
            controller.Tell(new OperatorOrdered(OperatorOrder.Switchover));
            return Results.Accepted(AgentRoutes.Status);
        });
        guarded.MapRestoreEndpoints();
        // The name of the host to lose is asked for, so that nobody forces the wrong one by habit.
        guarded.MapPost(AgentRoutes.Failover, (string lose, FailoverController controller, ILogger<FailoverController> logger) =>
        {
            if (!string.Equals(lose, settings.PeerSite, StringComparison.Ordinal))
                return Results.Problem($"Here only '{settings.PeerSite}' can be given up: 'lose' must name it.", statusCode: StatusCodes.Status400BadRequest);
            FailoverLog.Forced(logger, settings.PeerSite);
            controller.Tell(new OperatorOrdered(OperatorOrder.ForceFailover));
            return Results.Accepted(AgentRoutes.Status);
        });
        guarded.MapPost(AgentRoutes.NewRecord, (long epoch, long history, FailoverController controller, ILogger<FailoverController> logger) =>
        {
            FailoverLog.NewRecord(logger, epoch, history);
            controller.Tell(new OperatorOrdered(OperatorOrder.NewRecord, AboveEpoch: epoch, AboveHistory: history));
            return Results.Accepted(AgentRoutes.Status);
        });
    }

    private static void MapPairArbitration(RouteGroupBuilder guarded, AgentSettings settings) =>
        guarded.MapPost(AgentRoutes.PeerArbitration, async (HttpRequest request, PairArbiter arbiter, CancellationToken cancellationToken) =>
        {
            var question = await request.TryReadJsonAsync(RecordJson.Default.PairNote, cancellationToken);
            return question is null || !string.Equals(question.Site, settings.PeerSite, StringComparison.Ordinal)
                ? Results.Problem($"A note of the site '{settings.PeerSite}' is expected here.", statusCode: StatusCodes.Status400BadRequest)
                : Results.Json(arbiter.Answer(question), RecordJson.Default.PairNote);
        });
}

internal static partial class FailoverLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The operator forces a failover and gives up {Site}: writes that only {Site} has acknowledged may be lost")]
    internal static partial void Forced(ILogger logger, string site);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The operator starts a new record from this server's data, above epoch {Epoch} and history {History}")]
    internal static partial void NewRecord(ILogger logger, long epoch, long history);
}
