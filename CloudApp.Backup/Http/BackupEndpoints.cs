using CloudApp.Backup.BinaryLogs;
using CloudApp.Backup.OffSite;
using CloudApp.Backup.Running;
using CloudApp.Backup.Settings;
using CloudApp.Backup.Storage;
using CloudApp.Contracts.Json;

namespace CloudApp.Backup.Http;

/// <summary>The HTTP side of a host's backups. Whoever makes or lists them knows the bundle's token.</summary>
internal static class BackupEndpoints
{
    internal static void MapBackupEndpoints(this WebApplication app, BackupSettings settings)
    {
        app.MapGet(BackupRoutes.Status, static (BackupBoard board, LogStreamer stream, IServiceProvider services) =>
            TypedResults.Json(board.Current with { BinaryLogs = stream.Status, OffSite = services.GetService<OffSiteSync>()?.Status }, ContractsJson.Default.BackupStatus));
        var guarded = app.MapGroup(BackupRoutes.Backups).AddEndpointFilter(new BearerToken(settings.Secrets.AgentToken));
        guarded.MapGet("", static (BackupFolder folder) =>
            Results.Json<IReadOnlyList<BackupEntry>>([.. folder.List().Select(Entry)], ContractsJson.Default.IReadOnlyListBackupEntry));
        guarded.MapPost("", static (BackupRunner runner, BackupBoard board) => Begun(runner.TryMake(), board));
        guarded.MapPost($"/{{name}}{BackupRoutes.Verify}", (string name, BackupFolder folder, BackupRunner runner, BackupBoard board) =>
            folder.Find(name) is { } backup
                ? Begun(runner.TryVerify(backup.Name), board)
                : Results.Problem($"{settings.Site} has no backup '{name}'.", statusCode: StatusCodes.Status404NotFound));
    }

    private static IResult Begun(BackupRun? run, BackupBoard board) => run is null
        ? Results.Problem($"{board.Current.Run?.Name} is not done yet ({board.Current.Run?.Phase}): one at a time.", statusCode: StatusCodes.Status409Conflict)
        : Results.Json(run, ContractsJson.Default.BackupRun, statusCode: StatusCodes.Status202Accepted);

    private static BackupEntry Entry(StoredBackup backup)
    {
        var (verification, manifest) = (backup.Verification, backup.Manifest);
        return new BackupEntry(
            backup.Name.Text, backup.Name.Site, manifest?.MadeAt ?? backup.Name.At, backup.Bytes, manifest?.Contents.Tables.Sum(static table => table.Rows) ?? 0,
            verification.Result, verification.At, verification.Problem)
        {
            GtidSet = manifest?.Contents.GtidSet ?? "",
            LockMs = manifest?.LockMs ?? 0,
            DumpSeconds = manifest?.DumpSeconds ?? 0,
            VerifySeconds = verification.Seconds,
        };
    }
}
