
namespace CloudApp.Agent.MySql;

/// <summary>The state of mysqld's process.</summary>
internal enum ServerProcess
{
    /// <summary>No process.</summary>
    Stopped,

    /// <summary>A process that has not answered SQL since it was started.</summary>
    Starting,

    /// <summary>A process that answers.</summary>
    Running,

    /// <summary>A process that answered before and does not answer now.</summary>
    NotAnswering,
}

/// <summary>The replication threads of a replica; null in the snapshot when no source is configured.</summary>
internal sealed record ReplicaThreads(string SourceHost, int SourcePort, bool IoRunning, bool SqlRunning)
{
    /// <summary>The I/O thread tries to connect, again and again.</summary>
    public bool IoConnecting { get; init; }

    public GtidSet Retrieved { get; init; } = GtidSet.Empty;

    /// <summary>Null while unknown.</summary>
    public long? SecondsBehind { get; init; }

    public int LastIoErrorNumber { get; init; }

    public string LastIoError { get; init; } = "";

    public int LastSqlErrorNumber { get; init; }

    public string LastSqlError { get; init; } = "";
}

/// <summary>The semi-synchronous state of both sides.</summary>
internal sealed record SemiSync(bool SourceEnabled, bool SourceActive, int SourceClients, long UnacknowledgedCommits, bool ReplicaActive)
{
    /// <summary>The time-out has its maximum: no commit falls back to asynchronous by itself.</summary>
    public bool LongTimeout { get; init; }

    /// <summary>The wait point, the number of acknowledgements or what happens without a replica is not as configured.</summary>
    public bool Altered { get; init; }

    /// <summary>How often it has been switched off or has switched itself off since mysqld started.</summary>
    public long OffCount { get; init; }

    public static SemiSync Off { get; } = new(SourceEnabled: false, SourceActive: false, 0, 0, ReplicaActive: false);
}

/// <summary>Everything known about one MySQL server at one moment; immutable.</summary>
internal sealed record ServerSnapshot(ServerProcess Process)
{
    public static ServerSnapshot None { get; } = new(ServerProcess.Stopped);

    /// <summary>Why it does not answer; empty when it does.</summary>
    public string Problem { get; init; } = "";

    /// <summary>It does not answer because of one of our own statements, which is known to take up to a second.</summary>
    public bool IsBusy { get; init; }

    /// <summary>It was shut down, or is being shut down, by somebody else than the agent, and not by SIGKILL or a crash.</summary>
    public bool EndedByItself { get; init; }

    public int? ProcessId { get; init; }

    public TimeSpan Uptime { get; init; }

    /// <summary>Grows with every start of the process since the agent began; tells a restart from a pause.</summary>
    public int StartNumber { get; init; }

    public string ServerUuid { get; init; } = "";

    public bool SuperReadOnly { get; init; } = true;

    public bool ReadOnly { get; init; } = true;

    public bool OfflineMode { get; init; } = true;

    public GtidSet Executed { get; init; } = GtidSet.Empty;

    /// <summary>What was executed and, being purged, can no longer be sent to a replica.</summary>
    public GtidSet Purged { get; init; } = GtidSet.Empty;

    public ReplicaThreads? Replica { get; init; }

    public SemiSync SemiSync { get; init; } = SemiSync.Off;

    /// <summary>Time since the last heartbeat commit was acknowledged; null when there has been none since the server was opened.</summary>
    public TimeSpan? HeartbeatAge { get; init; }

    public long DiskFreeBytes { get; init; }

    public bool IsRunning => Process == ServerProcess.Running;

    public bool IsWritable => IsRunning && !OfflineMode && !ReadOnly;

    public bool IsReadable => IsRunning && !OfflineMode;
}
