namespace CloudApp.Contracts.Backups;

/// <summary>One run: a backup with its restore, or the restore of one that is there.</summary>
/// <param name="What">backup or verify.</param>
/// <param name="Phase">What it does right now, for people.</param>
public sealed record BackupRun(string What, string Name, string Phase, DateTimeOffset BeganAt)
{
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Why it failed; empty while it has not.</summary>
    public string Problem { get; set; } = "";
}
