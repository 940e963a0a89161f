namespace CloudApp.Failover.Core;

/// <summary>What the other agent has said last, and how this server's data compares with it.</summary>
internal sealed class Peer(StepContext step)
{
    private readonly LastingDifference _missingThere = new();
    private readonly LastingDifference _missingHere = new();
    private long _heardMs = StepContext.Never;

    public AgentReport? Report { get; private set; }

    /// <summary>The last report, unless the peer has been silent for too long since.</summary>
    public AgentReport? Fresh => step.NowMs - _heardMs <= step.Timings.PeerSilentMs ? Report : null;

    /// <summary>The highest epoch that the peer has seen.</summary>
    public long Epoch => Report?.Epoch ?? 0;

    public bool HasSeenNewer(long epoch, long revision) =>
        Report is { } report && (report.Epoch > epoch || (report.Epoch == epoch && report.Revision > revision));

    public void Take(AgentReport report)
    {
        // Runs grow: a repeated report of an earlier run must not replace the present one.
        if (Report is not null && (report.Run < Report.Run || (report.Run == Report.Run && report.Sequence <= Report.Sequence)))
            return;
        Report = report;
        _heardMs = step.NowMs;
    }

    /// <summary>The peer has executed what this server, the primary, has not: see <see cref="LookForExtra"/>.</summary>
    public bool HasExtra { get; private set; }

    public void ForgetDifference() => _missingThere.Forget();

    /// <summary>Whether the peer, which is the primary, lacks something of what has been received here.</summary>
    /// <param name="isFollowing">What is received grows all the time, and the peer's report is always a little older.</param>
    public Divergence Compare(IGtidPosition? received, bool isFollowing)
    {
        if (received is null || Report?.Executed is not { } executed)
            return Divergence.Unknown;
        if (executed.Contains(received))
        {
            _missingThere.Forget();
            return Divergence.None;
        }

        // A commit that waits for its acknowledgement is in the primary's binary log, perhaps here, and not yet in its
        // gtid_executed. So only a primary whose semi-sync is off can show a difference, and only if it lasts.
        if (!Report.Settled)
        {
            _missingThere.Forget();
            return Divergence.Unknown;
        }

        var limitMs = step.Timings.DivergenceMs * (isFollowing ? 2 : 1);
        return _missingThere.Lasts(received, executed, step.NowMs, step.NowMs, limitMs) ? Divergence.Some : Divergence.Unknown;
    }

    /// <summary>
    /// On the primary: somebody has written on the server that follows. What is executed there was received from here,
    /// and is committed here within <see cref="AgentTimings.DivergenceMs"/>, or the acknowledgement is late and the partner lost anyway.
    /// </summary>
    public void LookForExtra(AgentState state, DatabaseFacts facts)
    {
        if (!state.MayBeWritable())
        {
            _missingHere.Forget();
            HasExtra = false;
        }
        else if (Fresh?.Executed is not { } theirs || facts.Executed is not { } ours)
        {
            // What was missing stays so until it is seen otherwise.
        }
        else if (ours.Contains(theirs))
        {
            _missingHere.Forget();
            HasExtra = false;
        }
        else
        {
            HasExtra = _missingHere.Lasts(theirs, ours, step.NowMs, facts.SampledAtMs, step.Timings.DivergenceMs);
        }
    }
}
