namespace CloudApp.Contracts.Backups;

/// <summary>What a restore of the backup has shown.</summary>
public enum VerificationResult
{
    /// <summary>Not tried to the end yet, or the try says nothing about the backup (no room for it, no time).</summary>
    Open,

    /// <summary>Restored, and everything is as it was.</summary>
    Good,

    /// <summary>It cannot be restored, or what comes out is something else.</summary>
    Bad,
}
