namespace CloudApp.Api.Storage.Reconciliation;

/// <summary>Gives the reconciler its turns for as long as the node lives.</summary>
internal sealed partial class ReconcilerService(StoreReconciler reconciler, TimeProvider time, ILogger<ReconcilerService> logger) : BackgroundService
{
    private const int GiveUpMs = 1_000;
    private string? _lastTrouble;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(GiveUpMs), time);
        try
        {
            await reconciler.ReleaseAsync(limit.Token);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // Then the other node waits for the end of the term.
            LogTrouble(logger, error.Message);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var leads = await TurnAsync(stoppingToken);
            var pause = leads ? ReconcilerLimits.TickMs : ReconcilerLimits.ClaimIntervalMs;
            await Task.Delay(TimeSpan.FromMilliseconds(pause), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Whatever goes wrong, the next turn looks at the world anew; it must never end the application.
    private async Task<bool> TurnAsync(CancellationToken stop)
    {
        try
        {
            var leads = await reconciler.TickAsync(stop);
            _lastTrouble = null;
            return leads;
        }
        catch (Exception error) when (stop.IsCancellationRequested || error is not OutOfMemoryException)
        {
            if (stop.IsCancellationRequested) return false;
            if (!string.Equals(_lastTrouble, error.Message, StringComparison.Ordinal)) LogTrouble(logger, error.Message);
            _lastTrouble = error.Message;
            return true;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sweeper pauses: {Reason}")]
    private static partial void LogTrouble(ILogger logger, string reason);
}
