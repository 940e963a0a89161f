namespace CloudApp.Failover;

/// <summary>Who holds the lease.</summary>
public enum LeaseState : byte
{
    /// <summary>The arbiter has not answered lately.</summary>
    Unknown,

    /// <summary>Nobody holds it.</summary>
    Free,

    /// <summary>Ours, with time left.</summary>
    Mine,

    /// <summary>Was ours; less is left than fencing takes, or nothing.</summary>
    Ending,

    /// <summary>Held by somebody else, or by an earlier run of this agent.</summary>
    Other,

    /// <summary>Held by nobody and given only on an operator's order: two machines without a third vote.</summary>
    Withheld,
}

/// <summary>What the record says about this server.</summary>
internal enum RecordState : byte
{
    Unknown,
    Absent,

    /// <summary>The arbiter's record is gone, or older than one that was seen on either host: it says nothing.</summary>
    RolledBack,

    /// <summary>We are the primary, alone.</summary>
    Mine,

    /// <summary>We are the primary with a sync partner, or a change to that is on its way and cannot be ruled out.</summary>
    MineSync,

    /// <summary>The peer is the primary, alone.</summary>
    Peer,

    /// <summary>The peer is the primary with a sync partner that is not this incarnation of us.</summary>
    PeerSync,

    /// <summary>The peer is the primary and this very incarnation of us is its sync partner.</summary>
    PeerSyncMe,
}

/// <summary>How far the role commands of the last transition are.</summary>
internal enum CommandProgress : byte
{
    Idle,
    Running,
    Done,
    Failed,
}

/// <summary>Transactions here that the primary lacks.</summary>
internal enum Divergence : byte
{
    Unknown,
    None,
    Some,
}

/// <summary>The other server, as the primary sees it.</summary>
internal enum PartnerState : byte
{
    /// <summary>Silent, not following, or not the incarnation that counts.</summary>
    Lost,

    /// <summary>Follows, and had received everything as of a moment ago.</summary>
    Near,

    /// <summary>The incarnation that counts has everything that it must have in this state.</summary>
    Confirmed,
}

/// <summary>Whether commits on this server wait for the partner.</summary>
internal enum PromiseState : byte
{
    /// <summary>Not given, or not looked at since semi-sync was switched on.</summary>
    Unknown,

    Holds,

    /// <summary>Commits may have been acknowledged by this server alone since semi-sync was switched on.</summary>
    Broken,
}

/// <summary>What a person has asked for.</summary>
public enum OperatorOrder : byte
{
    None,
    Switchover,
    ForceFailover,

    /// <summary>Close the pair for a restore.</summary>
    Close,

    /// <summary>Start a new record from this server's data: the arbiter's is gone or older than what was seen.</summary>
    NewRecord,
}
