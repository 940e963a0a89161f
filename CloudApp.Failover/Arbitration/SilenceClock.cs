namespace CloudApp.Failover.Arbitration;

/// <summary>
/// How long one path has been silent, by what was tried: silence counts from the first attempt that failed. An agent
/// that did not try, because it was paused, has heard nothing and knows nothing: its count begins anew.
/// </summary>
public sealed class SilenceClock(int gapMaxMs)
{
    private const long Never = long.MinValue / 2;

    private long _firstFailedMs = Never;
    private long _lastTriedMs = Never;

    /// <summary>When the last attempt that was answered had been sent.</summary>
    public long AnsweredMs { get; private set; } = Never;

    public void Answered(long sentMs)
    {
        AnsweredMs = Math.Max(AnsweredMs, sentMs);
        _lastTriedMs = Math.Max(_lastTriedMs, sentMs);
        _firstFailedMs = Never;
    }

    public void Failed(long sentMs)
    {
        if (sentMs < AnsweredMs)
            return;
        if (_firstFailedMs == Never || sentMs - _lastTriedMs > gapMaxMs)
            _firstFailedMs = sentMs;
        _lastTriedMs = sentMs;
    }

    /// <summary>Zero while nothing has failed, or nothing has been tried lately.</summary>
    public long SilentForMs(long nowMs) =>
        _firstFailedMs == Never || nowMs - _lastTriedMs > gapMaxMs ? 0 : nowMs - _firstFailedMs;
}
