using CloudApp.Agent.Children;

namespace CloudApp.Agent.Routing;

/// <summary>
/// Keeps one mysqlrouter in step with the plan: restarted when the plan changes or when it has died, and only then.
/// A plan that only adds servers or changes their order waits until it has settled: a restart cuts every connection.
/// </summary>
internal sealed partial class RouteFollower(RouterProcess process, TimeSpan settle, TimeProvider time, ILogger<RouteFollower> logger) : IDisposable
{
    private readonly RestartBackoff _backoff = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10));
    private RouterDestinations? _applied;
    private long _startedAt;
    private TimeSpan _pause;
    private long? _unsettledSince;

    /// <summary>The plan has a destination for this route, and mysqlrouter runs.</summary>
    public bool IsOpen => _applied is { IsEmpty: false } && process.IsRunning;

    public async Task FollowAsync(RouterDestinations plan)
    {
        if (_applied is not null && plan.LeadsTo(_applied))
        {
            _unsettledSince = null;
            if (plan.IsEmpty || process.IsRunning || !IsTimeToRestart())
                return;
        }
        else if (IsOpen && _applied!.StaysWithin(plan) && !HasSettled())
        {
            return;
        }
        await process.ApplyAsync(plan);
        (_applied, _startedAt, _pause, _unsettledSince) = (plan, time.GetTimestamp(), TimeSpan.MinValue, null);
    }

    public void Dispose() => process.Dispose();

    private bool HasSettled()
    {
        _unsettledSince ??= time.GetTimestamp();
        return time.GetElapsedTime(_unsettledSince.Value) >= settle;
    }

    private bool IsTimeToRestart()
    {
        var age = time.GetElapsedTime(_startedAt);
        if (_pause == TimeSpan.MinValue)
        {
            RouterDied(logger, age.TotalSeconds);
            _pause = age + _backoff.After(age);
        }
        return age >= _pause;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "mysqlrouter ended by itself after {Seconds:0.0} s: its own messages above say why")]
    private static partial void RouterDied(ILogger logger, double seconds);
}
