namespace CloudApp.Failover.Core;

/// <summary>The commits that show whether the partner acknowledges, and since when it does not.</summary>
internal sealed class Heartbeats(StepContext step, CommandQueue commands)
{
    private long _runningId;
    private long _sentMs = StepContext.Never;
    private long _countsFromMs = StepContext.Never;

    /// <summary>The last commit that the partner did acknowledge.</summary>
    public long AcknowledgedMs { get; private set; } = StepContext.Never;

    public bool AreLate =>
        commands.Progress != CommandProgress.Running && step.NowMs - _countsFromMs > step.Timings.AcknowledgeMs;

    /// <summary>Waiting for an acknowledgement counts from now: the server was just opened or has just done something.</summary>
    public void CountFromNow() => _countsFromMs = step.NowMs;

    /// <summary>False when it was another command.</summary>
    public bool TryFinish(CommandFinished finished)
    {
        if (finished.Id != _runningId)
            return false;
        _runningId = 0;
        if (finished.Succeeded)
            _countsFromMs = AcknowledgedMs = step.NowMs;
        return true;
    }

    /// <summary>One at a time: an unanswered one is the evidence, more would only pile up sessions.</summary>
    public void SendWhenDue(AgentState state)
    {
        if (state is not (AgentState.PrimarySync or AgentState.PrimaryPledging) || commands.Progress == CommandProgress.Running)
            return;
        var hangs = _runningId != 0 && step.NowMs - _sentMs < 2L * step.Timings.AcknowledgeMs;
        if (hangs || step.NowMs - _sentMs < step.Timings.HeartbeatMs)
            return;
        _runningId = commands.NextId();
        _sentMs = step.NowMs;
        step.Output.DatabaseCommands.Add(new DatabaseCommand(_runningId, AgentAction.Barrier, Heartbeat: true));
    }
}
