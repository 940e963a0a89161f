using CloudApp.ServiceDefaults.Resilience;

namespace CloudApp.Api.Storage.Objects;

/// <summary>One site's store, and whether it is passed over because it failed a moment ago.</summary>
internal sealed class WatchedSite(ISiteStore store, TimeProvider time)
{
    // Open until somebody has seen that it serves again.
    private readonly CircuitBreaker _breaker = new(Timeout.InfiniteTimeSpan, time);

    internal ISiteStore Store => store;

    internal bool IsAway => _breaker.IsOpen;

    /// <summary>Passed over from now on, until it serves again.</summary>
    internal void MarkAway() => _breaker.Trip();

    internal void MarkBack() => _breaker.Close();
}

/// <summary>Looks whether the sites that are passed over serve again.</summary>
internal sealed partial class SiteWatch(IReadOnlyList<WatchedSite> sites, TimeProvider time, ILogger<SiteWatch> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(sites.Where(static s => s.IsAway).Select(site => LookAsync(site, stoppingToken)));
            await Task.Delay(TimeSpan.FromMilliseconds(SiteLimits.WatchMs), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync(WatchedSite site, CancellationToken cancellationToken)
    {
        try
        {
            if (!await site.Store.IsServingAsync(cancellationToken)) return;
            site.MarkBack();
            LogBack(logger, site.Store.Name);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The application ends.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The object store of {Site} serves again: uploads go to both sites")]
    private static partial void LogBack(ILogger logger, string site);
}
