namespace CloudApp.Api.Health;

/// <summary>One check for all who ask at the same time, and for those who ask shortly after.</summary>
internal sealed class SharedHealth(Func<CancellationToken, Task<HealthReport>> check, TimeProvider time)
{
    private readonly Lock _gate = new();
    private Task<HealthReport>? _running;
    private long _finishedAt;

    /// <summary>A report at most <see cref="HealthLimits.SharedForMs"/> ms old.</summary>
    internal Task<HealthReport> GetAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_running is null || (_running.IsCompleted && !IsFresh())) _running = StartAsync();
            return _running.WaitAsync(cancellationToken);
        }
    }

    private bool IsFresh() =>
        _running is { IsCompletedSuccessfully: true }
        && time.GetElapsedTime(Volatile.Read(ref _finishedAt)).TotalMilliseconds < HealthLimits.SharedForMs;

    // Belongs to no caller: the one who started it may leave, the others still wait.
    private async Task<HealthReport> StartAsync()
    {
        await Task.Yield();
        var report = await check(CancellationToken.None);
        Volatile.Write(ref _finishedAt, time.GetTimestamp());
        return report;
    }
}
