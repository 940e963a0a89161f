using CloudApp.Agent.Decision;
using CloudApp.Agent.MySql;
using CloudApp.Agent.Settings;

namespace CloudApp.Agent.Failover;

/// <summary>From a snapshot to the facts of the decision. A pure function.</summary>
public static class DatabaseFactsReader
{
    /// <summary>Below this, a commit may fail at any moment.</summary>
    private const long LeastFreeBytes = 32L * 1024 * 1024;

    public static DatabaseFacts Read(ServerSnapshot snapshot, long sampledAtMs, bool isPairData, AgentSettings settings, string? restoredFor = null)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(settings);
        var view = snapshot.Process switch
        {
            ServerProcess.Running => ServerView.Up,
            ServerProcess.Starting => ServerView.Starting,
            ServerProcess.NotAnswering => ServerView.Hung,
            _ => ServerView.Down,
        };
        if (view != ServerView.Up)
            return new DatabaseFacts(sampledAtMs, view, Empty: !isPairData);
        var replica = snapshot.Replica;
        return new DatabaseFacts(
            sampledAtMs,
            view,
            Empty: !isPairData,
            Writable: snapshot.IsWritable && !snapshot.SuperReadOnly,
            DiskFull: snapshot.DiskFreeBytes < LeastFreeBytes,
            ReceiverOn: replica is { IoRunning: true } && string.Equals(replica.SourceHost, settings.PeerAddress, StringComparison.Ordinal),
            ReplicationBroken: replica is not null && IsBroken(replica),
            Executed: new GtidPosition(snapshot.Executed),
            Received: new GtidPosition(snapshot.Executed.Union(replica?.Retrieved ?? GtidSet.Empty)),
            new SemiSyncFacts(snapshot.SemiSync.SourceEnabled, snapshot.SemiSync.SourceActive, snapshot.SemiSync.SourceClients, snapshot.SemiSync.LongTimeout),
            restoredFor);
    }

    // A receiver that still tries shows "Connecting"; one that has stopped with an error has given up.
    private static bool IsBroken(ReplicaThreads replica) =>
        (!replica.SqlRunning && replica.LastSqlErrorNumber != 0)
        || (!replica.IoRunning && !replica.IoConnecting && replica.LastIoErrorNumber != 0);
}
