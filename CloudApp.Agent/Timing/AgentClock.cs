namespace CloudApp.Agent.Timing;

/// <summary>Milliseconds of the machine's monotonic clock: the same in every process of this host, never set back.</summary>
internal sealed class AgentClock(TimeProvider time)
{
    private const int MsPerSecond = 1000;

    public TimeProvider Time => time;

    public long NowMs => time.GetTimestamp() / (time.TimestampFrequency / MsPerSecond);
}
