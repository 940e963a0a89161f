using CloudApp.Agent.MySql;
using CloudApp.Agent.Settings;
using CloudApp.Failover;

namespace CloudApp.Agent.Control;

/// <summary>From a snapshot to the facts of the decision. A pure function.</summary>
internal static class DatabaseFactsReader
{
    /// <summary>Below this, a commit may fail at any moment.</summary>
    private const long MinFreeBytes = 32L * 1024 * 1024;

    public static DatabaseFacts Read(ServerSnapshot snapshot, long sampledAtMs, bool isPairData, AgentSettings settings, string? restoredFor = null, bool isFresh = false)
    {
        var condition = snapshot.Process switch
        {
            ServerProcess.Running => ServerCondition.Up,
            ServerProcess.Starting => ServerCondition.Starting,
            ServerProcess.NotAnswering => ServerCondition.Hung,
            _ => ServerCondition.Down,
        };
        if (condition != ServerCondition.Up)
            return new DatabaseFacts(sampledAtMs, condition, Empty: !isPairData, EndedByItself: snapshot.EndedByItself);
        var replica = snapshot.Replica;
        return new DatabaseFacts(
            sampledAtMs,
            condition,
            Empty: !isPairData,
            Writable: snapshot.IsWritable && !snapshot.SuperReadOnly,
            DiskFull: snapshot.DiskFreeBytes < MinFreeBytes,
            ReceiverOn: replica is { IoRunning: true } && string.Equals(replica.SourceHost, settings.PeerAddress, StringComparison.Ordinal),
            ReplicationBroken: replica is not null && IsBroken(replica),
            Executed: new GtidPosition(snapshot.Executed),
            Received: new GtidPosition(snapshot.Executed.Union(replica?.Retrieved ?? GtidSet.Empty)),
            new SemiSyncFacts(snapshot.SemiSync.SourceEnabled, snapshot.SemiSync.SourceActive, snapshot.SemiSync.SourceClients, snapshot.SemiSync.LongTimeout,
                snapshot.SemiSync.Altered, snapshot.SemiSync.OffCount),
            restoredFor,
            Unprotected: !snapshot.SuperReadOnly,
            Fresh: isFresh,
            Unappliable: replica is not null && IsApplierBroken(replica),
            Retrieved: replica is null ? null : new GtidPosition(replica.Retrieved));
    }

    // A receiver that still tries shows "Connecting"; one that has stopped with an error has given up.
    private static bool IsBroken(ReplicaThreads replica) =>
        IsApplierBroken(replica)
        || (!replica.IoRunning && !replica.IoConnecting && replica.LastIoErrorNumber != 0);

    private static bool IsApplierBroken(ReplicaThreads replica) => !replica.SqlRunning && replica.LastSqlErrorNumber != 0;
}
