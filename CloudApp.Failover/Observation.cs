namespace CloudApp.Failover;

/// <summary>All that a decision depends on. Time appears only as <see cref="TimeUp"/> and <see cref="AcksLate"/>.</summary>
internal readonly record struct Observation
{
    public LeaseState Lease { get; init; }

    public RecordState Record { get; init; }

    public ServerCondition Server { get; init; }

    public CommandProgress Work { get; init; }

    public Divergence Extra { get; init; }

    public PartnerState Partner { get; init; }

    public OperatorOrder Operator { get; init; }

    /// <summary>The record carries exactly what our last claim or change wrote.</summary>
    public bool Claimed { get; init; }

    /// <summary>Either agent has seen a higher epoch than the one this server claimed.</summary>
    public bool HigherEpoch { get; init; }

    public bool Empty { get; init; }

    public bool DiskFull { get; init; }

    /// <summary>mysqld itself says that it accepts writes.</summary>
    public bool Writable { get; init; }

    /// <summary>super_read_only is off, whoever may write by that.</summary>
    public bool Unprotected { get; init; }

    /// <summary>The partner has transactions that this server lacks, for longer than they can be on their way.</summary>
    public bool PartnerExtra { get; init; }

    /// <summary>Semi-sync is enabled on this server as a source.</summary>
    public bool SemiSync { get; init; }

    public PromiseState Promise { get; init; }

    /// <summary>The receiver is connected.</summary>
    public bool Attached { get; init; }

    /// <summary>Replication has stopped with an error that a retry does not cure.</summary>
    public bool Broken { get; init; }

    /// <summary>The applier has stopped with an error. A retry may cure it, and nothing else does.</summary>
    public bool Unappliable { get; init; }

    /// <summary>The peer says that it is the open primary of the record's epoch.</summary>
    public bool PeerPrimary { get; init; }

    /// <summary>It also says that it is alone, and that no change to that is on its way.</summary>
    public bool PeerAlone { get; init; }

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

    /// <summary>The data was made on this host and has never been opened, and no record was ever seen here.</summary>
    public bool Fresh { get; init; }

    /// <summary>This site makes the first record.</summary>
    public bool Initial { get; init; }
}
