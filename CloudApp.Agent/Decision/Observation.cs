namespace CloudApp.Agent.Decision;

public enum LeaseView : byte
{
    /// <summary>The arbiter has not answered lately.</summary>
    Unknown,

    /// <summary>Nobody holds it.</summary>
    Free,

    /// <summary>Ours, with time left.</summary>
    Mine,

    /// <summary>Was ours; less is left than fencing takes, or nothing.</summary>
    Ending,

    /// <summary>Somebody else's, or of an earlier run of ours.</summary>
    Other,

    /// <summary>Nobody's, and given only by an operator's order: two machines without a third vote.</summary>
    Withheld,
}

public enum RecordView : byte
{
    Unknown,
    Absent,

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

/// <summary>The role commands of the last transition.</summary>
public enum WorkView : byte
{
    Idle,
    Running,
    Done,
    Failed,
}

/// <summary>Transactions here that the primary lacks.</summary>
public enum ExtraView : byte
{
    Unknown,
    None,
    Some,
}

/// <summary>The other server, as the primary sees it.</summary>
public enum PartnerView : byte
{
    /// <summary>Silent, not following, or not the incarnation that counts.</summary>
    Lost,

    /// <summary>Follows, and had received everything as of a moment ago.</summary>
    Near,

    /// <summary>The incarnation that counts has everything that it must have in this state.</summary>
    Confirmed,
}

public enum OperatorView : byte
{
    None,
    Switchover,
    ForceFailover,

    /// <summary>Close the pair for a restore.</summary>
    Close,
}

/// <summary>All that a decision depends on. Time appears only as <see cref="TimeUp"/> and <see cref="AcksLate"/>.</summary>
public readonly record struct Observation
{
    public LeaseView Lease { get; init; }

    public RecordView Record { get; init; }

    public ServerView Server { get; init; }

    public WorkView Work { get; init; }

    public ExtraView Extra { get; init; }

    public PartnerView Partner { get; init; }

    public OperatorView Operator { get; init; }

    /// <summary>The record carries exactly what our last claim or change wrote.</summary>
    public bool Claimed { get; init; }

    /// <summary>Somebody has seen a higher epoch than the one we claimed.</summary>
    public bool HigherEpoch { get; init; }

    public bool Empty { get; init; }

    public bool DiskFull { get; init; }

    /// <summary>mysqld itself says that it accepts writes.</summary>
    public bool Writable { get; init; }

    /// <summary>Semi-sync is enabled on this server as a source.</summary>
    public bool SemiSync { get; init; }

    /// <summary>The receiver is connected.</summary>
    public bool Attached { get; init; }

    /// <summary>Replication has stopped with an error that a retry does not cure.</summary>
    public bool Broken { get; init; }

    /// <summary>The peer says that it is the open primary of the record's epoch.</summary>
    public bool PeerPrimary { get; init; }

    /// <summary>A heartbeat commit waits for its acknowledgement for too long.</summary>
    public bool AcksLate { get; init; }

    /// <summary>The time that this state has for what it does is over: see <see cref="AgentTimings"/>.</summary>
    public bool TimeUp { get; init; }

    /// <summary>The record says that nobody may write: a restore is under way.</summary>
    public bool Closed { get; init; }

    /// <summary>The restore for which the record is closed is complete in this data.</summary>
    public bool Restored { get; init; }

    /// <summary>Follows under a record of an earlier history: a restore has come in between.</summary>
    public bool Outdated { get; init; }

    /// <summary>This site makes the first record.</summary>
    public bool Initial { get; init; }
}
