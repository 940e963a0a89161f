namespace CloudApp.Failover.Core;

/// <summary>A change of the record: the write is repeated until its result is seen, or it is no longer wanted.</summary>
internal sealed class RecordClaim(StepContext step, ArbiterRequests requests, ArbiterKnowledge arbiter, Lease lease)
{
    private ClusterRecord? _wanted;
    private long _wantedAboveRevision;
    private long _swapId;

    /// <summary>The epoch that this server claimed, 0 while it has claimed none.</summary>
    public long Epoch { get; private set; }

    /// <summary>
    /// The record is what was wanted, and its revision has grown since: then every older change in flight, which
    /// compares with a smaller revision, can no longer succeed.
    /// </summary>
    public bool IsWritten => _wanted is not null && arbiter.IsKnown
        && arbiter.Revision > _wantedAboveRevision && _wanted == arbiter.Record;

    /// <summary>Wants the primary's role, in the next epoch.</summary>
    public void Claim(string? syncWith)
    {
        Epoch = arbiter.Epoch + 1;
        Want(syncWith, closed: null);
    }

    /// <summary>Wants a new record with this server alone as the primary, above whatever was lost.</summary>
    public void StartNew(long aboveEpoch, long aboveHistory)
    {
        Epoch = aboveEpoch + 1;
        Want(new ClusterRecord(Epoch, step.Self.Site, SyncWith: null, Closed: null, Math.Max(aboveHistory, arbiter.History) + 1));
    }

    /// <summary>Wants another record within the claimed epoch.</summary>
    public void Change(string? syncWith, string? closed = null) => Want(syncWith, closed);

    public void OnEntered(AgentState state)
    {
        if (!state.HoldsLease() && state != AgentState.Fencing)
            Epoch = 0;
        if (state is not (AgentState.Claiming or AgentState.PrimaryPledging or AgentState.PrimaryParting))
            _wanted = null;
    }

    public void SendWhenDue()
    {
        if (_wanted is null || !arbiter.IsKnown || lease.Owner is null || IsWritten || requests.Awaits(_swapId))
            return;
        _swapId = requests.Send(ArbiterVerb.CompareAndSwap, lease.Owner, arbiter.Revision, _wanted);
    }

    private void Want(string? syncWith, string? closed)
    {
        // A claim of a closed record ends the closing and begins a new history.
        var reopens = Epoch > arbiter.Epoch && arbiter.Closed is not null;
        Want(new ClusterRecord(Epoch, step.Self.Site, syncWith, closed, arbiter.History + (reopens ? 1 : 0)));
    }

    private void Want(ClusterRecord record)
    {
        _wanted = record;
        _wantedAboveRevision = arbiter.Revision;
        _swapId = 0;
    }
}
