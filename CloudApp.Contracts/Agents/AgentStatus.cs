namespace CloudApp.Contracts.Agents;

/// <summary>What a database agent says about itself: GET /status. Times in the unit of the name.</summary>
public sealed record AgentStatus(string Site)
{
    /// <summary>Grows when something changes that a router must know; the argument of /watch.</summary>
    public long Version { get; set; }

    /// <summary>Changes with every start of the agent: then versions begin anew.</summary>
    public string Instance { get; set; } = "";

    /// <summary>primary, replica or none.</summary>
    public string Role { get; set; } = AgentRoles.None;

    /// <summary>The state of the decision, for people.</summary>
    public string State { get; set; } = "";

    /// <summary>Why it is in this state, in words.</summary>
    public string Reason { get; set; } = "";

    /// <summary>Of the record that made this server primary; 0 when there is none.</summary>
    public long Epoch { get; set; }

    /// <summary>Address and port of MySQL for clients.</summary>
    public string Address { get; set; } = "";

    public int MySqlPort { get; set; }

    /// <summary>The role is primary, and the server is open for writes right now.</summary>
    public bool IsPrimary { get; set; }

    /// <summary>The role is replica, and the server answers reads and follows its source.</summary>
    public bool IsReplica { get; set; }

    /// <summary>The server answers reads, whatever their age.</summary>
    public bool IsReadable { get; set; }

    public SyncStatus Sync { get; set; } = new();

    public ServerStatus Server { get; set; } = new();

    /// <summary>etcd, vip or manual.</summary>
    public string Arbiter { get; set; } = "";

    /// <summary>In words, what two machines without a third vote cannot decide; empty with a third vote.</summary>
    public string OpenCase { get; set; } = "";

    /// <summary>How full etcd's fullest member is, in per cent of its quota; null while unknown and with another arbiter.</summary>
    public int? ArbiterSpacePercent { get; set; }

    /// <summary>etcd refuses every change, and so every failover, because a member is full.</summary>
    public bool IsArbiterOutOfSpace { get; set; }

    /// <summary>What must be known about the arbiter, one sentence without a full stop; empty when all is well.</summary>
    public string ArbiterProblem { get; set; } = "";

    /// <summary>Why nobody may write until a restore is complete; empty when the pair is not closed.</summary>
    public string Closed { get; set; } = "";

    /// <summary>While closed: the restore goes into this server's data.</summary>
    public bool IsRestoreHost { get; set; }

    /// <summary>Of the newest record that was ever seen on its host; 0 when there is none. Only with etcd.</summary>
    public long SeenEpoch { get; set; }

    /// <summary>Grows when a restore or an operator begins anew; of the same record.</summary>
    public long SeenHistory { get; set; }

    /// <summary>The same record in words; empty when there is none.</summary>
    public string SeenRecord { get; set; } = "";

    /// <summary>etcd's record is gone or older than what was seen: nobody is opened until an operator starts a new one.</summary>
    public bool IsRecordRolledBack { get; set; }

    /// <summary>Directories with transactions that were saved before a clone removed them.</summary>
    public IReadOnlyList<string> SavedTransactions { get; set; } = [];

    /// <summary>For messages: one line.</summary>
    public override string ToString() => $"{Site}: {State} ({Reason}), role {Role}, epoch {Epoch}";
}
