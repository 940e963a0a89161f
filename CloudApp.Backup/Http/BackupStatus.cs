using CloudApp.Backup.BinaryLogs;

namespace CloudApp.Backup.Http;

/// <summary>What a host says about its backups: GET /status.</summary>
public sealed record BackupStatus(string Site)
{
    public StreamStatus BinaryLogs { get; init; } = new();
}
