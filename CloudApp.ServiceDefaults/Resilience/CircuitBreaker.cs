namespace CloudApp.ServiceDefaults.Resilience;

/// <summary>
/// Remembers that one of several ways to the same thing has failed, so that the others are tried first. It only answers; the
/// caller decides, and may still use what is open when there is nothing better. Time is monotonic, so a clock that is set does
/// not open or close it. See docs/decisions/circuit-breaker.md.
/// </summary>
/// <param name="openFor">How long it stays open after a failure; <see cref="Timeout.InfiniteTimeSpan"/>: until it is closed.</param>
public sealed class CircuitBreaker(TimeSpan openFor, TimeProvider time)
{
    private const long Closed = long.MinValue;
    private const long UntilClosed = long.MaxValue;

    private long _openUntil = Closed;

    /// <summary>Whether it failed a moment ago.</summary>
    public bool IsOpen => IsAfterNow(Volatile.Read(ref _openUntil));

    /// <summary>Notes a failure: open from now on.</summary>
    /// <returns>True when it was closed before.</returns>
    public bool Trip() => !IsAfterNow(Interlocked.Exchange(ref _openUntil, End()));

    /// <summary>Notes a success: closed from now on.</summary>
    public void Close() => Volatile.Write(ref _openUntil, Closed);

    private bool IsAfterNow(long end) => end == UntilClosed || (end != Closed && time.GetTimestamp() < end);

    private long End() => openFor == Timeout.InfiniteTimeSpan
        ? UntilClosed
        : time.GetTimestamp() + (long)(openFor.TotalSeconds * time.TimestampFrequency);
}
