namespace CloudApp.Failover;

/// <summary>What one database agent is doing. States cause nothing; the transitions between them do.</summary>
public enum AgentState : byte
{
    /// <summary>mysqld is down or starting. Every start is read-only.</summary>
    Boot,

    /// <summary>mysqld is up and read-only; the role is not decided yet.</summary>
    Fenced,

    /// <summary>Replicates from the primary, but an acknowledged write may be missing here.</summary>
    CatchingUp,

    /// <summary>The sync partner named in the record: every acknowledged write is here.</summary>
    Replica,

    /// <summary>Holds the lease and applies what it has received. Still read-only.</summary>
    Promoting,

    /// <summary>Everything is applied; the record is being claimed with the next epoch. Still read-only.</summary>
    Claiming,

    /// <summary>Writable, the record says alone, semi-sync is off.</summary>
    PrimaryAlone,

    /// <summary>Writable, semi-sync is on, the record still says alone: proves that the follower has everything.</summary>
    PrimaryJoining,

    /// <summary>As joining, with the proof complete: the record is being changed to sync.</summary>
    PrimaryPledging,

    /// <summary>Writable, semi-sync is on, the record names the sync partner.</summary>
    PrimarySync,

    /// <summary>Writable, commits wait: the partner is lost and the record is being changed to alone.</summary>
    PrimaryParting,

    /// <summary>A planned switchover: writes are closed, the standby applies the rest.</summary>
    HandingOver,

    /// <summary>The right to write is gone or in doubt: mysqld is being closed and killed.</summary>
    Fencing,

    /// <summary>Has transactions that the primary lacks; they are being saved.</summary>
    Diverged,

    /// <summary>Its data is being replaced by a copy of the primary's.</summary>
    Cloning,
}

public static class AgentStates
{
    /// <summary>The states in which mysqld accepts writes from clients by intention.</summary>
    public static bool IsWritable(this AgentState state) => state is AgentState.PrimaryAlone
        or AgentState.PrimaryJoining or AgentState.PrimaryPledging or AgentState.PrimarySync or AgentState.PrimaryParting;

    /// <summary>The states in which a client's write could still succeed: the writable ones and those that are closing.</summary>
    public static bool MayBeWritable(this AgentState state) =>
        state.IsWritable() || state is AgentState.HandingOver or AgentState.Fencing;

    /// <summary>The states that need the lease and therefore renew it.</summary>
    public static bool HoldsLease(this AgentState state) =>
        state.IsWritable() || state is AgentState.Promoting or AgentState.Claiming or AgentState.HandingOver;
}
