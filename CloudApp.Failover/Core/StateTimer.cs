namespace CloudApp.Failover.Core;

/// <summary>How long the present state has been at what it does: from entering it or from its last command.</summary>
internal sealed class StateTimer(StepContext step, CommandQueue commands)
{
    private long _fromMs;

    public void Restart() => _fromMs = step.NowMs;

    public bool IsUp(AgentState state) => step.NowMs - _fromMs >= LimitMs(state);

    /// <summary>When it will be up; null when it is.</summary>
    public long? NextWakeMs(AgentState state)
    {
        var limitMs = _fromMs + LimitMs(state);
        return limitMs > step.NowMs ? limitMs : null;
    }

    /// <summary>What <see cref="Observation.TimeUp"/> means in each state.</summary>
    private int LimitMs(AgentState state) => state switch
    {
        AgentState.Fencing => step.Timings.FenceBudgetMs,
        AgentState.Fenced => step.Timings.CourtesyMs,
        AgentState.Promoting => step.Timings.PartnerWaitMs,
        AgentState.PrimaryJoining or AgentState.PrimaryPledging => step.Timings.JoinMs,
        AgentState.PrimaryParting => step.Timings.HeartbeatMs,
        AgentState.HandingOver => step.Timings.HandoverMs,
        AgentState.Diverged when commands.Progress == CommandProgress.Done => step.Timings.DetachedMs,
        AgentState.CatchingUp when commands.Progress != CommandProgress.Failed => step.Timings.DetachedMs,
        _ => step.Timings.RetryMs,
    };
}
