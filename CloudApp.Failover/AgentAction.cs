namespace CloudApp.Failover;

/// <summary>
/// What a transition sets off. Those that concern mysqld become a <see cref="DatabaseCommand"/>: the commands of one
/// transition run in order, and a failure drops the rest.
/// </summary>
public enum AgentAction : byte
{
    /// <summary>Starts mysqld, read-only, replication stopped. Finished when the process runs, not when it answers.</summary>
    StartServer,

    /// <summary>SIGKILL, also to a stopped process; finished when it has been reaped. Overtakes every other command.</summary>
    KillServer,

    /// <summary>offline_mode=ON: no application session is left and none gets in. Finished when it is confirmed.</summary>
    Fence,

    /// <summary>Asks the arbiter for the lease, if it is free.</summary>
    TryAcquire,

    /// <summary>The same on an operator's order, also where the arbiter withholds it.</summary>
    ForceAcquire,

    ReleaseLease,

    /// <summary>
    /// Stops the receiver, then applies everything received. Then marks the data directory as the pair's data: from here
    /// on it no longer counts as <see cref="DatabaseFacts.Empty"/>. Answers with gtid_executed.
    /// </summary>
    FinishApplying,

    /// <summary>Compare-and-swap {epoch+1, self, alone}.</summary>
    ClaimAlone,

    /// <summary>Compare-and-swap {epoch+1, self, sync with the confirmed partner}.</summary>
    ClaimSync,

    /// <summary>Stops replication, turns semi-sync as a source off, then makes the server writable.</summary>
    OpenAlone,

    /// <summary>Stops replication, turns semi-sync as a source on first, then makes the server writable.</summary>
    OpenSync,

    /// <summary>Compare-and-swap {same epoch, self, alone}: always a real write, so that an older change in flight must fail.</summary>
    RecordAlone,

    /// <summary>Compare-and-swap {same epoch, self, sync with the joining incarnation}.</summary>
    RecordSync,

    /// <summary>Compare-and-swap {same epoch, self, alone, closed for the reason that the operator gave}.</summary>
    RecordClosed,

    SemiSyncOn,
    SemiSyncOff,

    /// <summary>super_read_only=ON on a server that follows or waits: somebody has switched it off.</summary>
    SetReadOnly,

    /// <summary>
    /// A commit of one row in the agent's own schema, after semi-sync is on. Answers with gtid_executed, read after the
    /// acknowledgement: what the follower must have.
    /// </summary>
    Barrier,

    /// <summary>
    /// super_read_only=ON, then kills the application's sessions: running commits end first. Answers with gtid_executed.
    /// When the agent gives up waiting, the edge must cancel the hanging statement before the next command.
    /// </summary>
    CloseForHandover,

    /// <summary>Follows the peer under a new incarnation: CHANGE REPLICATION SOURCE and START, readable, semi-sync as a source off.</summary>
    Follow,

    /// <summary>
    /// Follows on under the present incarnation: only START when the source is the peer already, so that the relay log stays.
    /// Fails, and changes nothing, when following would drop what was received and not applied.
    /// </summary>
    FollowOn,

    /// <summary>Keeps the binary logs and a readable dump of the transactions that the primary lacks.</summary>
    SaveExtra,

    /// <summary>CLONE from the peer and the restart it needs. A marker file makes an unfinished clone count as empty.</summary>
    Clone,

    /// <summary>The operator's order is answered: done or refused, as the reason says.</summary>
    CloseOrder,
}
