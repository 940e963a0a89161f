using CloudApp.Backup.BinaryLogs;
using CloudApp.Backup.Planning;
using CloudApp.Backup.Settings;
using CloudApp.Contracts.Json;

namespace CloudApp.Backup.Restore;

/// <summary>The HTTP side of a restore, and the other host's way to the files here.</summary>
internal static class RestoreEndpoints
{
    internal static void AddRestore(this IServiceCollection services, BackupSettings settings)
    {
        if (settings.OffSite is not null)
            services.AddSingleton<TargetArchive>();
        services.AddSingleton<RestoreSource>();
        services.AddSingleton<RestoreService>();
    }

    internal static void MapRestoreEndpoints(this WebApplication app, BackupSettings settings)
    {
        var guarded = app.MapGroup("").AddEndpointFilter(new BearerToken(settings.Secrets.AgentToken));
        guarded.MapPost(BackupRoutes.RestorePreview, async (HttpRequest message, RestoreService restores, CancellationToken cancellationToken) =>
        {
            if (await ReadAsync(message, cancellationToken) is not { } request)
                return NotUnderstood();
            try
            {
                return Results.Json(await restores.PreviewAsync(request, cancellationToken), ContractsJson.Default.RestorePreview);
            }
            catch (Exception failure) when (failure is RestoreException or InvalidDataException or FormatException or IOException)
            {
                return Results.Problem(failure.Message, statusCode: StatusCodes.Status422UnprocessableEntity);
            }
        });
        guarded.MapPost(BackupRoutes.RestoreStart, async (HttpRequest message, RestoreService restores, HostAgents agents, CancellationToken cancellationToken) =>
        {
            if (await ReadAsync(message, cancellationToken) is not { } request)
                return NotUnderstood();
            // The agent refuses as well; here it is said before anything has begun.
            if (await agents.Own.TryStatusAsync(cancellationToken) is not { IsRestoreHost: true })
                return Results.Problem($"{settings.Site} is not the host that is closed for a restore.", statusCode: StatusCodes.Status409Conflict);
            return restores.TryStart(request)
                ? Results.Accepted(BackupRoutes.Restore)
                : Results.Problem("A restore is running already.", statusCode: StatusCodes.Status409Conflict);
        });
        guarded.MapGet(BackupRoutes.Restore, (RestoreService restores) => Results.Json(restores.Progress, ContractsJson.Default.RestoreProgress));
        guarded.MapGet(BackupRoutes.RestoreFiles + "/{name}", (string name) =>
        {
            var isBackup = name.EndsWith(BackupName.DumpExtension, StringComparison.Ordinal) || name.EndsWith(BackupName.ManifestExtension, StringComparison.Ordinal);
            var file = Path.Combine(settings.Paths.Directory, Path.GetFileName(name));
            return isBackup && File.Exists(file) ? Results.File(file, "application/octet-stream") : Results.NotFound();
        });
    }

    private static async Task<RestoreRequest?> ReadAsync(HttpRequest message, CancellationToken cancellationToken) =>
        await message.TryReadJsonAsync(ContractsJson.Default.RestoreRequest, cancellationToken) is { Name.Length: > 0 } request ? request : null;

    private static IResult NotUnderstood() => Results.Problem(
        """A restore is asked for with the name of a backup, as JSON: {"name":"cloud_app_host1_20261124_020000","until":"latest"}.""",
        statusCode: StatusCodes.Status400BadRequest);
}
