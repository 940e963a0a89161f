using System.Net.Sockets;
using CloudApp.Agent.Settings;
using CloudApp.Contracts.Clients;
using CloudApp.Contracts.Timing;

namespace CloudApp.Agent.Routing;

/// <summary>The parent of mysqlrouter: follows the agents and lets the two routes follow the plan.</summary>
internal sealed class RouterSupervisor : BackgroundService
{
    /// <summary>Silence is no event: the plan is looked at again at least this often.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    /// <summary>During a change of roles the order of the reads changes several times within a second.</summary>
    private static readonly TimeSpan ReadOnlySettle = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(1);

    private readonly RouterSettings _settings;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _heard = new(0);
    private readonly IReadOnlyList<AgentWatcher> _watchers;
    private readonly RouteFollower _readWrite;
    private readonly RouteFollower _readOnly;

    public RouterSupervisor(RouterSettings settings, TimeProvider time, ILoggerFactory loggers)
    {
        (_settings, _time) = (settings, time);
        _watchers = [.. settings.Agents.Select(agent => new AgentWatcher(new AgentClient(agent.Site, agent.Url, token: null, new SocketsHttpHandler()), time))];
        RouteFollower Follower(string route, TimeSpan settle) => new(
            new RouterProcess(settings, route, time, loggers.CreateLogger<RouterProcess>()), settle, time, loggers.CreateLogger<RouteFollower>());
        (_readWrite, _readOnly) = (Follower("read-write", TimeSpan.Zero), Follower("read-only", ReadOnlySettle));
    }

    /// <summary>Healthy: there is a plan, and mysqlrouter accepts connections on the routes that it names.</summary>
    public async Task<bool> IsHealthyAsync(CancellationToken cancellationToken) =>
        (_readWrite.IsOpen || _readOnly.IsOpen)
        && (!_readWrite.IsOpen || await AcceptsAsync(_settings.ReadWritePort, cancellationToken))
        && (!_readOnly.IsOpen || await AcceptsAsync(_settings.ReadOnlyPort, cancellationToken));

    public override void Dispose()
    {
        _heard.Dispose();
        _readWrite.Dispose();
        _readOnly.Dispose();
        foreach (var watcher in _watchers)
            watcher.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var watching = _watchers.Select(watcher => watcher.RunAsync(() => _heard.Release(), stoppingToken)).ToList();
        var maxSeenEpoch = 0L;
        while (!stoppingToken.IsCancellationRequested)
        {
            var plan = RouterPlan.Make(_watchers.Select(static w => w.Observe()), maxSeenEpoch);
            maxSeenEpoch = Math.Max(maxSeenEpoch, plan.Epoch);
            await Task.WhenAll(_readWrite.FollowAsync(plan.OnlyReadWrite), _readOnly.FollowAsync(plan.OnlyReadOnly));
            await WaitForNewsAsync(stoppingToken);
        }
        await Task.WhenAll(watching);
    }

    private async Task WaitForNewsAsync(CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var timer = Task.Delay(Period, _time, bound.Token);
        await Task.WhenAny(_heard.WaitAsync(bound.Token), timer);
        await bound.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task<bool> AcceptsAsync(int port, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(ConnectLimit, _time, cancellationToken);
        try
        {
            using var connection = new TcpClient();
            await connection.ConnectAsync(_settings.BindAddress, port, deadline.Token);
            return true;
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            return false;
        }
    }
}
