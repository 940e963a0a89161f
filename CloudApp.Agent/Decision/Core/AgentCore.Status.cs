namespace CloudApp.Agent.Decision;

public sealed partial class AgentCore
{
    /// <summary>The truth at <paramref name="nowMs"/>, for /primary, /replica, /status and /metrics. Changes nothing.</summary>
    public AgentStatus Status(long nowMs)
    {
        var lease = _owner is not null && _leaseSentMs != Never && nowMs - _leaseSentMs < _timings.FenceStartsMs
            ? LeaseView.Mine
            : ViewLease();
        if (lease == LeaseView.Mine && nowMs - _leaseSentMs >= _timings.FenceStartsMs)
            lease = LeaseView.Ending;
        var factsAgoMs = nowMs - _facts.SampledAtMs;
        var answers = _facts.Server == ServerView.Up && factsAgoMs <= _timings.ProofMs;
        (var canBeLost, var because) = LossRisk.Judge(State, lease, _facts, nowMs - _provenAckMs, factsAgoMs, _timings);
        return new AgentStatus(
            _self.Site, State, Reason, SeenEpoch, Record, lease,
            IsPrimary: State.IsWritable() && lease == LeaseView.Mine && answers && _facts.Writable,
            IsReplica: State is AgentState.Replica or AgentState.CatchingUp && answers && _facts.ReceiverOn && !_facts.Writable,
            canBeLost, because);
    }
}
