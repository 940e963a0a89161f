namespace CloudApp.Failover.Core;

/// <summary>What the other agent has said last, and how this server's data compares with it.</summary>
internal sealed class Peer(StepContext step)
{
    private long _heardMs = StepContext.Never;
    private long _differsSinceMs = StepContext.Never;

    public AgentReport? Report { get; private set; }

    /// <summary>The last report, unless the peer has been silent for too long since.</summary>
    public AgentReport? Fresh => step.NowMs - _heardMs <= step.Timings.PeerSilentMs ? Report : null;

    /// <summary>The highest epoch that the peer has seen.</summary>
    public long Epoch => Report?.Epoch ?? 0;

    public void Take(AgentReport report)
    {
        // Runs grow: a repeated report of an earlier run must not replace the present one.
        if (Report is not null && (report.Run < Report.Run || (report.Run == Report.Run && report.Sequence <= Report.Sequence)))
            return;
        Report = report;
        _heardMs = step.NowMs;
    }

    public void ForgetDifference() => _differsSinceMs = StepContext.Never;

    /// <summary>Whether the peer, which is the primary, lacks something of what has been received here.</summary>
    public Divergence Compare(IGtidPosition? received)
    {
        if (received is null || Report?.Executed is not { } executed)
            return Divergence.Unknown;
        if (executed.Contains(received))
            return Divergence.None;

        // A commit that waits for its acknowledgement is in the primary's binary log, perhaps here, and not yet in its
        // gtid_executed. So only a primary whose semi-sync is off can show a difference, and only if it lasts.
        if (!Report.Settled)
            _differsSinceMs = StepContext.Never;
        else if (_differsSinceMs == StepContext.Never)
            _differsSinceMs = step.NowMs;
        return _differsSinceMs != StepContext.Never && step.NowMs - _differsSinceMs >= step.Timings.DivergenceMs
            ? Divergence.Some
            : Divergence.Unknown;
    }
}
