namespace CloudApp.Backup.Http;

/// <summary>What a host says about its backups: GET /status.</summary>
public sealed record BackupStatus(string Site);
