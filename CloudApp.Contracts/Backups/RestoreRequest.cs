namespace CloudApp.Contracts.Backups;

/// <summary>What an operator wants restored.</summary>
/// <param name="Name">Of a backup, such as cloud_app_host1_20261124_020000.</param>
/// <param name="Until">"latest", a time or a transaction; null for the backup alone.</param>
/// <param name="FromTarget">Everything comes from the target outside the two hosts.</param>
/// <param name="Identity">The age identity: with it what lies on the target is decrypted, and pictures that the store lacks are brought back. Kept in memory only.</param>
public sealed record RestoreRequest(string Name, string? Until, bool FromTarget, string? Identity)
{
    public override string ToString() => $"{Name}, until {Until ?? "the backup's own moment"}{(FromTarget ? ", from the target" : "")}";
}
