namespace CloudApp.Agent.Http;

/// <summary>What a database agent says about itself: GET /status. Times in the unit of the name.</summary>
internal sealed record AgentStatus(string Site)
{
    /// <summary>Grows when something changes that a router must know; the argument of /watch.</summary>
    public long Version { get; init; }

    /// <summary>Changes with every start of the agent: then versions begin anew.</summary>
    public string Instance { get; init; } = "";

    /// <summary>primary, replica or none.</summary>
    public string Role { get; init; } = Roles.None;

    /// <summary>The state of the decision, for people.</summary>
    public string State { get; init; } = "";

    /// <summary>Why it is in this state, in words.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Epoch of the record that made this server the primary; 0 when there is none.</summary>
    public long Epoch { get; init; }

    /// <summary>Address and port of MySQL for clients.</summary>
    public string Address { get; init; } = "";

    public int MySqlPort { get; init; }

    /// <summary>The role is primary, and the server is open for writes right now.</summary>
    public bool IsPrimary { get; init; }

    /// <summary>The role is replica, and the server answers reads and follows its source.</summary>
    public bool IsReplica { get; init; }

    /// <summary>The server answers reads, whatever their age.</summary>
    public bool IsReadable { get; init; }

    public SyncStatus Sync { get; init; } = new();

    public ServerStatus Server { get; init; } = new();

    /// <summary>etcd, vip or manual.</summary>
    public string Arbiter { get; init; } = "";

    /// <summary>In words, what two machines without a third vote cannot decide; empty with a third vote.</summary>
    public string OpenCase { get; init; } = "";

    /// <summary>Why nobody may write until a restore is complete; empty when the pair is not closed.</summary>
    public string Closed { get; init; } = "";

    /// <summary>While closed: the restore goes into this server's data.</summary>
    public bool IsRestoreHost { get; init; }

    /// <summary>Directories with transactions that were saved before a clone removed them.</summary>
    public IReadOnlyList<string> SavedTransactions { get; init; } = [];
}

/// <summary>Whether an acknowledged write can be lost now.</summary>
internal sealed record SyncStatus
{
    /// <summary>sync, alone or unknown.</summary>
    public string Mode { get; init; } = "unknown";

    public bool AcknowledgedWriteCanBeLost { get; init; } = true;

    public string Because { get; init; } = "";
}

/// <summary>The facts about mysqld.</summary>
internal sealed record ServerStatus
{
    public string Process { get; init; } = "";

    public int? ProcessId { get; init; }

    public double UptimeSeconds { get; init; }

    public int StartNumber { get; init; }

    public string ServerUuid { get; init; } = "";

    public bool SuperReadOnly { get; init; }

    public bool OfflineMode { get; init; }

    public string GtidExecuted { get; init; } = "";

    public string GtidPurged { get; init; } = "";

    public string GtidRetrieved { get; init; } = "";

    public string SourceHost { get; init; } = "";

    public bool IoThreadRunning { get; init; }

    public bool SqlThreadRunning { get; init; }

    public string LastError { get; init; } = "";

    public long? LagSeconds { get; init; }

    public bool SemiSyncSource { get; init; }

    public int SemiSyncClients { get; init; }

    public double? HeartbeatAgeMs { get; init; }

    public long DiskFreeBytes { get; init; }
}

internal static class Roles
{
    public const string Primary = "primary";
    public const string Replica = "replica";
    public const string None = "none";
}
