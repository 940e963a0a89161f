namespace CloudApp.Failover.Core;

/// <summary>The requests to the arbiter that have no reply yet, and the periodic look at what it holds.</summary>
internal sealed class ArbiterRequests(StepContext step)
{
    private readonly Dictionary<long, (ArbiterRequest Request, long SentMs)> _open = [];
    private long _lastId;
    private long _observedMs = StepContext.Never;

    public long NextObserveMs => _observedMs + step.Timings.ObserveMs;

    /// <summary>True while a reply may still be worth something.</summary>
    public bool Awaits(long id) =>
        _open.TryGetValue(id, out var asked) && step.NowMs - asked.SentMs < step.Timings.ArbiterReplyMs;

    public long Send(
        ArbiterVerb verb, string? owner, long expectedRevision = 0, ClusterRecord? record = null, bool forced = false, bool handover = false)
    {
        ArbiterRequest request = new(++_lastId, verb, owner ?? "", expectedRevision, record, forced, handover);
        _open[request.Id] = (request, step.NowMs);
        step.Output.ArbiterRequests.Add(request);
        return request.Id;
    }

    /// <summary>False for a reply to a request that is unknown, answered or forgotten.</summary>
    public bool TryTake(ArbiterReply reply, out ArbiterRequest request, out long sentMs)
    {
        var known = _open.Remove(reply.RequestId, out var asked);
        (request, sentMs) = asked;
        return known;
    }

    public void ObserveSoon() => _observedMs = StepContext.Never;

    public void ObserveWhenDue(string? owner)
    {
        if (step.NowMs - _observedMs < step.Timings.ObserveMs)
            return;
        _observedMs = step.NowMs;
        Send(ArbiterVerb.Observe, owner);
        ForgetOld();
    }

    private void ForgetOld()
    {
        // Replies later than this are of no use: their lease has ended and their snapshot is stale.
        foreach ((var id, var asked) in _open)
        {
            if (step.NowMs - asked.SentMs > 2L * step.Timings.LeaseTtlMs)
                _open.Remove(id);
        }
    }
}
