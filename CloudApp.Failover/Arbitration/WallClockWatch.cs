namespace CloudApp.Failover.Arbitration;

/// <summary>
/// Notices that time has passed which this machine's own clock did not count: a virtual machine that was paused goes on
/// as if nothing had been, until something sets its wall clock right. Only for more care, never for order.
/// </summary>
public sealed class WallClockWatch
{
    /// <summary>More than the clocks drift apart between two looks, and less than a lease.</summary>
    public const int LeapMs = 250;

    private long? _differenceMs;

    /// <summary>True when the wall clock has gone further since the last look than the machine's clock; set back, it says nothing.</summary>
    public bool HasLeapt(long wallMs, long nowMs)
    {
        var differenceMs = wallMs - nowMs;
        var hasLeapt = differenceMs - _differenceMs > LeapMs;
        _differenceMs = differenceMs;
        return hasLeapt;
    }
}
