namespace CloudApp.Api.Data;

/// <summary>Runs the migrations in the background: the application starts without a database and waits for it.</summary>
internal sealed partial class MigrationService(Migrator migrator, TimeProvider time, ILogger<MigrationService> logger) : BackgroundService
{
    private const int RetryDelayMs = 1_000;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var applied = await migrator.RunAsync(stoppingToken);
                LogDone(logger, applied, Migration.All.Count);
                return;
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                LogWaiting(logger, error.Message);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(RetryDelayMs), time, stoppingToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Schema is at version {Version}; {Applied} migrations applied now")]
    private static partial void LogDone(ILogger logger, int applied, int version);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Migrations wait for the primary: {Reason}")]
    private static partial void LogWaiting(ILogger logger, string reason);
}
