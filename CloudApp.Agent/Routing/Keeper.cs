using System.Net.Sockets;
using CloudApp.Agent.Children;
using CloudApp.Agent.Settings;

namespace CloudApp.Agent.Routing;

/// <summary>The parent of mysqlrouter: follows the agents and restarts mysqlrouter when the plan changes, and only then.</summary>
public sealed partial class Keeper(RouterSettings settings, RouterProcess process, HttpClient client, TimeProvider time, ILogger<Keeper> logger)
    : BackgroundService
{
    /// <summary>Silence is no event: the plan is looked at again at least this often.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(1);

    private readonly RestartBackoff _backoff = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10));
    private readonly SemaphoreSlim _heard = new(0);
    private RouterDestinations? _applied;

    /// <summary>Healthy: there is a plan, and mysqlrouter accepts connections on the routes that it names.</summary>
    public async Task<bool> IsHealthyAsync(CancellationToken cancellation)
    {
        if (_applied is not { IsEmpty: false } plan || !process.IsRunning)
            return false;
        return (plan.ReadWrite.Count == 0 || await AcceptsAsync(settings.ReadWritePort, cancellation))
            && (plan.ReadOnly.Count == 0 || await AcceptsAsync(settings.ReadOnlyPort, cancellation));
    }

    public override void Dispose()
    {
        _heard.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var watchers = settings.Agents.Select(agent => new AgentWatcher(agent, client, time)).ToList();
        var watching = watchers.ConvertAll(watcher => watcher.RunAsync(() => _heard.Release(), stoppingToken));
        var highestEpoch = 0L;
        var started = time.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            var plan = RouterPlan.Make(watchers.Select(static w => w.Observe()), highestEpoch);
            highestEpoch = Math.Max(highestEpoch, plan.Epoch);
            var died = _applied is { IsEmpty: false } && !process.IsRunning;
            if (died)
            {
                RouterDied(logger, time.GetElapsedTime(started).TotalSeconds);
                await Task.Delay(_backoff.After(time.GetElapsedTime(started)), time, stoppingToken);
            }
            if (died || _applied is null || !plan.LeadsTo(_applied))
            {
                await process.ApplyAsync(plan);
                (_applied, started) = (plan, time.GetTimestamp());
            }
            await WaitForNewsAsync(stoppingToken);
        }
        await Task.WhenAll(watching);
    }

    private async Task WaitForNewsAsync(CancellationToken cancellation)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var timer = Task.Delay(Period, time, bound.Token);
        await Task.WhenAny(_heard.WaitAsync(bound.Token), timer, process.IsRunning ? process.Exited : timer);
        await bound.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
    }

    private async Task<bool> AcceptsAsync(int port, CancellationToken cancellation)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(ConnectLimit);
        try
        {
            using var connection = new TcpClient();
            await connection.ConnectAsync(settings.BindAddress, port, bound.Token);
            return true;
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "mysqlrouter ended by itself after {Seconds:0.0} s: its own messages above say why")]
    private static partial void RouterDied(ILogger logger, double seconds);
}
