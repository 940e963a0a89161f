using CloudApp.Backup.BinaryLogs;
using CloudApp.Backup.OffSite;
using CloudApp.Backup.Planning;

namespace CloudApp.Backup.Http;

/// <summary>What a host says about its backups: GET /status.</summary>
public sealed record BackupStatus(string Site)
{
    /// <summary>On the host's disk.</summary>
    public string Directory { get; init; } = "";

    public int Count { get; init; }

    /// <summary>The newest backup that was restored and found equal; empty when there is none.</summary>
    public string NewestGood { get; init; } = "";

    /// <summary>When the newest good one was made, as its clock said; null when there is none.</summary>
    public DateTimeOffset? NewestGoodAt { get; init; }

    /// <summary>
    /// What ages are counted from: the latest good backup whose time is not in the future; without one <see cref="Since"/>, and
    /// 1970 when every time that is known lies in the future.
    /// </summary>
    public DateTimeOffset LastVerifiedAt { get; init; }

    /// <summary>When this service first saw the directory: without a good backup, ages are counted from here.</summary>
    public DateTimeOffset Since { get; init; }

    public DateTimeOffset NextAt { get; init; }

    /// <summary>The last run or the one that goes on; null before the first.</summary>
    public BackupRun? Run { get; init; }

    /// <summary>True from a failed run until one succeeds.</summary>
    public bool IsFailing { get; init; }

    public long DiskFreeBytes { get; init; }

    public long DiskNeededBytes { get; init; }

    /// <summary>The copy of the primary's binary logs.</summary>
    public StreamStatus BinaryLogs { get; init; } = new();

    /// <summary>The copies outside the two hosts; null when there is no target.</summary>
    public OffSiteStatus? OffSite { get; init; }

    /// <summary>Everything that an operator should know, in sentences; empty when all is well.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}

/// <summary>One run: a backup with its restore, or the restore of one that is there.</summary>
/// <param name="What">backup or verify.</param>
/// <param name="Phase">What it does right now, for people.</param>
public sealed record BackupRun(string What, string Name, string Phase, DateTimeOffset BeganAt)
{
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it failed; empty while it has not.</summary>
    public string Problem { get; init; } = "";
}

/// <summary>One backup in the list: GET /backups.</summary>
public sealed record BackupView(
    string Name, string Site, DateTimeOffset MadeAt, long Bytes, long Rows, VerificationResult Result, DateTimeOffset? VerifiedAt, string Problem)
{
    public string GtidSet { get; init; } = "";

    public double LockMs { get; init; }

    public double DumpSeconds { get; init; }

    public double VerifySeconds { get; init; }
}
