using CloudApp.Backup.BinaryLogs;
using CloudApp.Backup.Planning;
using CloudApp.Backup.Settings;

namespace CloudApp.Backup.Restore;

/// <summary>The HTTP side of a restore, and the other host's way to the files here.</summary>
internal static class RestoreEndpoints
{
    internal const string FilePath = "/restore/files";

    internal static void AddRestore(this IServiceCollection services)
    {
        services.AddHttpClient(nameof(RestoreService), static client => client.Timeout = Timeout.InfiniteTimeSpan);
        services.AddSingleton(static provider => ActivatorUtilities.CreateInstance<RestoreAgent>(provider, Client(provider)));
        services.AddSingleton(static provider => ActivatorUtilities.CreateInstance<RestoreSource>(provider, Client(provider)));
        services.AddSingleton<RestoreService>();
    }

    internal static void MapRestoreEndpoints(this WebApplication app, BackupSettings settings)
    {
        var guarded = app.MapGroup("").AddEndpointFilter(new BearerToken(settings.Secrets.AgentToken));
        guarded.MapPost("/restore/preview", async (HttpRequest message, RestoreService restores, CancellationToken cancellationToken) =>
        {
            if (await message.ReadFromJsonAsync(RestoreJson.Default.RestoreRequest, cancellationToken) is not { } request)
                return Results.Problem("A restore is asked for with a name.", statusCode: StatusCodes.Status400BadRequest);
            try
            {
                return Results.Json(await restores.PreviewAsync(request, cancellationToken), RestoreJson.Default.RestorePreview);
            }
            catch (Exception failure) when (failure is RestoreException or InvalidDataException or FormatException or IOException)
            {
                return Results.Problem(failure.Message, statusCode: StatusCodes.Status422UnprocessableEntity);
            }
        });
        guarded.MapPost("/restore/start", async (HttpRequest message, RestoreService restores, PrimaryWatch agents, CancellationToken cancellationToken) =>
        {
            if (await message.ReadFromJsonAsync(RestoreJson.Default.RestoreRequest, cancellationToken) is not { } request)
                return Results.Problem("A restore is asked for with a name.", statusCode: StatusCodes.Status400BadRequest);
            // The agent refuses as well; here it is said before anything has begun.
            if (await agents.LookAsync(settings.MySqlAddress, cancellationToken) is not { IsRestoreHost: true })
                return Results.Problem($"{settings.Site} is not the host that is closed for a restore.", statusCode: StatusCodes.Status409Conflict);
            return restores.TryStart(request)
                ? Results.Accepted("/restore")
                : Results.Problem("A restore is running already.", statusCode: StatusCodes.Status409Conflict);
        });
        guarded.MapGet("/restore", (RestoreService restores) => Results.Json(restores.Progress, RestoreJson.Default.RestoreProgress));
        guarded.MapGet(FilePath + "/{name}", (string name) =>
        {
            var isBackup = name.EndsWith(BackupName.DumpExtension, StringComparison.Ordinal) || name.EndsWith(BackupName.ManifestExtension, StringComparison.Ordinal);
            var file = Path.Combine(settings.Paths.Directory, Path.GetFileName(name));
            return isBackup && File.Exists(file) ? Results.File(file, "application/octet-stream") : Results.NotFound();
        });
    }

    private static HttpClient Client(IServiceProvider provider) => provider.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(RestoreService));
}
