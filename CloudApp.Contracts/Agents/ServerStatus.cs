namespace CloudApp.Contracts.Agents;

/// <summary>The facts about mysqld.</summary>
public sealed record ServerStatus
{
    public string Process { get; set; } = "";

    public int? ProcessId { get; set; }

    public double UptimeSeconds { get; set; }

    public int StartNumber { get; set; }

    public string ServerUuid { get; set; } = "";

    public bool SuperReadOnly { get; set; }

    public bool OfflineMode { get; set; }

    public string GtidExecuted { get; set; } = "";

    public string GtidPurged { get; set; } = "";

    public string GtidRetrieved { get; set; } = "";

    public string SourceHost { get; set; } = "";

    public bool IoThreadRunning { get; set; }

    public bool SqlThreadRunning { get; set; }

    public string LastError { get; set; } = "";

    public long? LagSeconds { get; set; }

    public bool SemiSyncSource { get; set; }

    public int SemiSyncClients { get; set; }

    public double? HeartbeatAgeMs { get; set; }

    public long DiskFreeBytes { get; set; }
}
