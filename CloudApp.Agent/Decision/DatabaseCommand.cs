namespace CloudApp.Agent.Decision;

/// <summary>What the agent can ask of its mysqld. Each answers with <see cref="CommandFinished"/>.</summary>
public enum DatabaseVerb : byte
{
    /// <summary>Starts mysqld, read-only, replication stopped. Finished when the process runs, not when it answers.</summary>
    StartServer,

    /// <summary>SIGKILL, also to a stopped process; finished when it has been reaped. Overtakes every other command.</summary>
    KillServer,

    /// <summary>offline_mode=ON: no application session is left and none gets in. Finished when it is confirmed.</summary>
    Fence,

    /// <summary>
    /// Stops the receiver, then applies everything received. Then marks the data directory as the pair's data: from here
    /// on it no longer counts as <see cref="DatabaseFacts.Empty"/>. Answers with gtid_executed.
    /// </summary>
    FinishApplying,

    /// <summary>Stops replication, sets semi-sync source ON first, then writable.</summary>
    OpenAsPrimarySync,

    /// <summary>Stops replication, semi-sync source OFF, then writable.</summary>
    OpenAsPrimaryAlone,

    /// <summary>
    /// super_read_only=ON, then kills the application's sessions: running commits end first. Answers with gtid_executed.
    /// When the agent gives up waiting, the edge must cancel the hanging statement before the next command.
    /// </summary>
    CloseForHandover,

    SemiSyncOn,
    SemiSyncOff,

    /// <summary>A commit of one row in the agent's own schema, and then gtid_executed, read after the acknowledgement.</summary>
    BarrierCommit,

    /// <summary>
    /// CHANGE REPLICATION SOURCE to the peer and START, readable for clients, semi-sync source OFF.
    /// With KeepReceived: only START when the source is already the peer, so that the relay log stays.
    /// </summary>
    Follow,

    /// <summary>Keeps the binary logs and a readable dump of the transactions that the primary lacks.</summary>
    SaveExtra,

    /// <summary>CLONE from the peer and the restart it needs. A marker file makes an unfinished clone count as empty.</summary>
    CloneFromPeer,
}

/// <summary>
/// Role commands run one after the other. Heartbeats (<see cref="Heartbeat"/>) use a connection of their own:
/// they hang by design while an acknowledgement is missing and must hold nothing up.
/// </summary>
public sealed record DatabaseCommand(long Id, DatabaseVerb Verb, bool KeepReceived = false, bool Heartbeat = false)
{
    /// <summary>Transactions of the primary, for SaveExtra: all others are extra.</summary>
    public IGtidPosition? PrimaryPosition { get; init; }

    /// <summary>The epoch in which this was decided: for logs and the saved copy's name.</summary>
    public long Epoch { get; init; }
}
