using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CloudApp.AppHost.Services;

/// <summary>The bundles say <c>restart: always</c>: what ends by itself on a host that is on is started again.</summary>
internal sealed partial class ServiceRestarter(
    ResourceNotificationService notifications, IServiceProvider services, ILogger<ServiceRestarter> logger) : BackgroundService
{
    private const int AgainAfterMs = 1000;

    private readonly Dictionary<string, string> _last = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var news in notifications.WatchAsync(stoppingToken))
            {
                if (news.Resource is not NodeServiceResource service || news.Snapshot.State?.Text is not { } state)
                    continue;
                var before = _last.GetValueOrDefault(service.Name);
                _last[service.Name] = state;
                // Whoever presses Stop goes through Stopping.
                if (state is "Exited" or "Finished" && string.Equals(before, KnownResourceStates.Running, StringComparison.Ordinal) && service.Node.Host.IsOn)
                    _ = StartAgainAsync(service, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The AppHost stops.
        }
    }

    private async Task StartAgainAsync(NodeServiceResource service, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(AgainAfterMs), TimeProvider.System, cancellationToken);
        if (!service.Node.Host.IsOn || service.Node.Host.Lan.Engine.IsStopping)
            return;
        LogAgain(service.Name);
        await services.GetRequiredService<ResourceCommandService>().ExecuteCommandAsync(service, KnownResourceCommands.StartCommand, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Name} ended by itself: starting it again")]
    private partial void LogAgain(string name);
}
