namespace CloudApp.Failover.Core;

/// <summary>This agent's lease, from the first attempt to get it until it is released.</summary>
internal sealed class Lease(StepContext step, ArbiterRequests requests, ArbiterKnowledge arbiter)
{
    private int _owners;
    private long _acquireId;
    private long _sentMs = StepContext.Never;
    private long _keepAliveMs = StepContext.Never;

    /// <summary>The id of the present attempt to hold the lease; null when there is none.</summary>
    public string? Owner { get; private set; }

    /// <summary>A release now hands over: the standby has everything.</summary>
    public bool HandsOver { get; set; }

    public bool IsAcquiring => requests.Awaits(_acquireId);

    public long WatchdogDeadlineMs => _sentMs + step.Timings.WatchdogMs;

    public LeaseState State => StateAt(step.NowMs);

    private bool IsGranted => Owner is not null && _sentMs != StepContext.Never;

    /// <summary>The own lease as of <paramref name="nowMs"/>; of anyone else's only the last step knows.</summary>
    public LeaseState StateAt(long nowMs)
    {
        if (IsGranted)
            return nowMs - _sentMs < step.Timings.FenceStartsMs ? LeaseState.Mine : LeaseState.Ending;
        if (arbiter.IsStale)
            return LeaseState.Unknown;
        if (arbiter.LeaseOwner is not null)
            return LeaseState.Other;
        return arbiter.Withheld is null ? LeaseState.Free : LeaseState.Withheld;
    }

    public void TryAcquire(bool forced)
    {
        if (!arbiter.IsKnown)
            return;
        // The id of an attempt whose outcome is unknown is kept: should it have succeeded, the arbiter shows our id.
        Owner ??= $"{step.Self.Site}/{step.Self.Run}/{++_owners}";
        _acquireId = requests.Send(ArbiterVerb.TryAcquire, Owner, arbiter.Revision, forced: forced);
    }

    public void Release()
    {
        if (Owner is null)
            return;
        requests.Send(ArbiterVerb.Release, Owner, handover: HandsOver);
        // The id dies here: a late reply to one of its keep-alives must not bring the lease back to life, because the
        // arbiter may execute the release after it.
        Owner = null;
        _sentMs = StepContext.Never;
        requests.ObserveSoon();
    }

    public void TakeReply(ArbiterRequest request, ArbiterOutcome outcome, long sentMs)
    {
        if (Owner is null || !string.Equals(request.Owner, Owner, StringComparison.Ordinal))
            return;
        switch (request.Verb)
        {
            case ArbiterVerb.TryAcquire or ArbiterVerb.KeepAlive when outcome == ArbiterOutcome.Done:
                // From sending: the arbiter may have counted from any moment since.
                _sentMs = Math.Max(_sentMs, sentMs);
                break;
            case ArbiterVerb.KeepAlive when outcome == ArbiterOutcome.Refused:
                _sentMs = StepContext.Never;
                break;
        }
    }

    public void RenewWhenDue(AgentState state)
    {
        if (Owner is null || state == AgentState.Fencing || step.NowMs - _keepAliveMs < step.Timings.KeepAliveMs)
            return;
        // An attempt whose reply was lost has succeeded when the arbiter shows its id.
        var adopts = string.Equals(arbiter.LeaseOwner, Owner, StringComparison.Ordinal);
        if (!adopts && !(state.HoldsLease() && IsGranted))
            return;
        _keepAliveMs = step.NowMs;
        requests.Send(ArbiterVerb.KeepAlive, Owner);
    }

    /// <summary>When fencing would have to start or the next keep-alive is due; null without a lease.</summary>
    public long? NextWakeMs(AgentState state) => state.HoldsLease() && _sentMs != StepContext.Never
        ? Math.Min(_sentMs + step.Timings.FenceStartsMs, _keepAliveMs + step.Timings.KeepAliveMs)
        : null;
}
