namespace CloudApp.Failover.Core;

/// <summary>What all parts of the core share: who they are, the time of the present step and what it asks for.</summary>
internal sealed class StepContext(AgentIdentity self, AgentTimings timings)
{
    /// <summary>Longer ago than anything the core waits for.</summary>
    public const long Never = long.MinValue / 2;

    public AgentIdentity Self => self;

    public AgentTimings Timings => timings;

    public AgentOutput Output { get; } = new();

    /// <summary>On the agent's monotonic clock; 0 before the first step.</summary>
    public long NowMs { get; private set; }

    public void Begin(long nowMs)
    {
        NowMs = nowMs;
        Output.Clear();
    }
}
