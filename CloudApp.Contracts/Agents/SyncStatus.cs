namespace CloudApp.Contracts.Agents;

/// <summary>Whether an acknowledged write can be lost now; only the primary knows.</summary>
public sealed record SyncStatus
{
    public const string InSync = "sync";
    public const string Alone = "alone";
    public const string Unknown = "unknown";

    /// <summary>InSync, Alone or Unknown.</summary>
    public string Mode { get; set; } = Unknown;

    public bool AcknowledgedWriteCanBeLost { get; set; } = true;

    public string Because { get; set; } = "";
}
