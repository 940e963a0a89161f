namespace CloudApp.Contracts.Backups;

/// <summary>One backup in the list: GET /backups.</summary>
public sealed record BackupEntry(
    string Name, string Site, DateTimeOffset MadeAt, long Bytes, long Rows, VerificationResult Result, DateTimeOffset? VerifiedAt, string Problem)
{
    public string GtidSet { get; set; } = "";

    /// <summary>How long writes waited.</summary>
    public double LockMs { get; set; }

    public double DumpSeconds { get; set; }

    public double VerifySeconds { get; set; }
}
