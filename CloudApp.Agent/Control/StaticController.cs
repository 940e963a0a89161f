using CloudApp.Agent.Http;
using CloudApp.Agent.MySql;
using CloudApp.Agent.Settings;

namespace CloudApp.Agent.Control;

/// <summary>Looks, decides by <see cref="StaticArbitration"/>, acts, and says so on the board: again and again.</summary>
public sealed partial class StaticController(
    AgentSettings settings, IDatabaseServer server, PeerClient peerClient, StatusBoard board, TimeProvider time, ILogger<StaticController> logger)
    : BackgroundService
{
    private const long StaticEpoch = 1;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan ApplyLimit = TimeSpan.FromSeconds(60);

    private PeerServer Peer => new(settings.PeerAddress, settings.MySqlPort);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        var peerSeen = time.GetTimestamp();
        StaticStep? last = null;
        do
        {
            try
            {
                var asked = peerClient.GetAsync(stoppingToken);
                var snapshot = await server.ObserveAsync(stoppingToken);
                var peer = await asked;
                if (peer is not null)
                    peerSeen = time.GetTimestamp();
                var step = StaticArbitration.Decide(new StaticObservation(
                    settings.IsInitialPrimary, settings.PeerAddress, snapshot, peer, time.GetElapsedTime(peerSeen)));
                board.Publish(StaticStatus.From(settings, snapshot, step, StaticEpoch));
                if (last is null || !string.Equals(last.State, step.State, StringComparison.Ordinal) || step.Action != last.Action)
                    StateIs(logger, step.State, step.Reason);
                last = step;
                await ActAsync(step.Action, stoppingToken);
            }
            catch (DatabaseServerException failure)
            {
                ActionFailed(logger, failure.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private Task ActAsync(StaticAction action, CancellationToken cancellation) => action switch
    {
        StaticAction.OpenAsPrimary => server.OpenAsPrimaryAsync(semiSync: false, ApplyLimit, cancellation),
        StaticAction.SemiSyncOn => server.SetSemiSyncSourceAsync(enabled: true, cancellation),
        StaticAction.SemiSyncOff => server.SetSemiSyncSourceAsync(enabled: false, cancellation),
        StaticAction.Follow => server.FollowAsync(Peer, cancellation),
        StaticAction.OpenAsReplica => server.OpenAsReplicaAsync(cancellation),
        StaticAction.Clone => server.CloneFromAsync(Peer, cancellation),
        _ => Task.CompletedTask,
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "{State}: {Reason}")]
    private static partial void StateIs(ILogger logger, string state, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Failure}; it is tried again")]
    private static partial void ActionFailed(ILogger logger, string failure);
}
