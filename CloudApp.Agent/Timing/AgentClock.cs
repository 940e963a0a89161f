using CloudApp.Agent.Children;

namespace CloudApp.Agent.Timing;

/// <summary>
/// Milliseconds since this machine was booted, the time included in which it was suspended: the same in every process of
/// this host, never set back. A clock that stands still meanwhile would call an hour-old confirmation fresh.
/// </summary>
/// <param name="time">For timers and for the wall clock.</param>
internal sealed class AgentClock(TimeProvider time)
{
    private readonly Func<long> _bootTimeMs = NativeMethods.BootTimeMs;

    public TimeProvider Time => time;

    public long NowMs => _bootTimeMs();
}
