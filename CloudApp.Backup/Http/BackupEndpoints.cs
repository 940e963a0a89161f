using CloudApp.Backup.BinaryLogs;
using CloudApp.Backup.Settings;

namespace CloudApp.Backup.Http;

/// <summary>The HTTP side of a host's backups. Whoever makes or lists them knows the bundle's token.</summary>
internal static class BackupEndpoints
{
    internal static void MapBackupEndpoints(this WebApplication app, BackupSettings settings)
    {
        _ = app.MapGroup("").AddEndpointFilter(new BearerToken(settings.Secrets.AgentToken));
        app.MapGet("/status", (LogStreamer stream) => TypedResults.Json(new BackupStatus(settings.Site) { BinaryLogs = stream.Status }, BackupJson.Default.BackupStatus));
    }
}
