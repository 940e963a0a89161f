namespace CloudApp.Contracts.Backups;

/// <summary>What a host says about its backups: GET /status.</summary>
public sealed record BackupStatus(string Site)
{
    /// <summary>On the host's disk.</summary>
    public string Directory { get; set; } = "";

    public int Count { get; set; }

    /// <summary>The newest backup that was restored and found equal; empty when there is none.</summary>
    public string NewestGood { get; set; } = "";

    /// <summary>When the newest good one was made; null when there is none.</summary>
    public DateTimeOffset? NewestGoodAt { get; set; }

    /// <summary>
    /// What ages are counted from: the latest good backup whose time is not in the future; without one <see cref="Since"/>, and
    /// 1970 when every time that is known lies in the future.
    /// </summary>
    public DateTimeOffset LastVerifiedAt { get; set; }

    /// <summary>When this service first saw the directory: without a good backup, ages are counted from here.</summary>
    public DateTimeOffset Since { get; set; }

    public DateTimeOffset NextAt { get; set; }

    /// <summary>The last run or the one that goes on; null before the first.</summary>
    public BackupRun? Run { get; set; }

    /// <summary>True from a failed run until one succeeds.</summary>
    public bool IsFailing { get; set; }

    public long DiskFreeBytes { get; set; }

    public long DiskNeededBytes { get; set; }

    /// <summary>The copy of the primary's binary logs.</summary>
    public BinaryLogStatus BinaryLogs { get; set; } = new();

    /// <summary>The copies outside the two hosts; null when there is no target.</summary>
    public OffSiteStatus? OffSite { get; set; }

    /// <summary>Everything that an operator should know, in sentences; empty when all is well.</summary>
    public IReadOnlyList<string> Problems { get; set; } = [];
}
