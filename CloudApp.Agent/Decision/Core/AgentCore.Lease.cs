namespace CloudApp.Agent.Decision;

public sealed partial class AgentCore
{
    private readonly Dictionary<long, ArbiterRequest> _asked = [];
    private readonly Dictionary<long, long> _askedMs = [];
    private ArbiterView? _view;
    private long _viewMs = Never;

    private string? _owner;
    private int _owners;
    private long _leaseSentMs = Never;

    private ClusterRecord? _wanted;
    private long _wantedAboveRevision;
    private long _requestId;
    private long _lastKeepAliveMs = Never;
    private long _lastObserveMs = Never;
    private long _acquireId;
    private long _swapId;
    private bool _handsOver;

    /// <summary>The highest epoch known to be recorded. A claim on its way does not count: it may fail.</summary>
    private long SeenEpoch => Math.Max(RecordEpoch, _peer?.Epoch ?? 0);

    private long RecordEpoch => _view?.Record?.Epoch ?? 0;

    private long RecordHistory => _view?.Record?.History ?? 0;

    private bool CanTryAcquire => !Awaits(_acquireId);

    private bool Awaits(long id) => _askedMs.TryGetValue(id, out var sentMs) && _nowMs - sentMs < _timings.ArbiterReplyMs;

    private long Send(ArbiterVerb verb, long expectedRevision = 0, ClusterRecord? record = null, bool forced = false)
    {
        var handover = verb == ArbiterVerb.Release && _handsOver;
        ArbiterRequest request = new(++_requestId, verb, _owner ?? "", expectedRevision, record, forced, handover);
        _asked[request.Id] = request;
        _askedMs[request.Id] = _nowMs;
        _output.ArbiterRequests.Add(request);
        return request.Id;
    }

    private void TryAcquire(bool forced)
    {
        if (_view is null)
            return;
        // The id of an attempt whose outcome is unknown is kept: should it have succeeded, the view shows our id.
        _owner ??= $"{_self.Site}/{_self.Run}/{++_owners}";
        _acquireId = Send(ArbiterVerb.TryAcquire, _view.Revision, forced: forced);
    }

    private void ReleaseLease()
    {
        if (_owner is null)
            return;
        Send(ArbiterVerb.Release);
        // The id dies here: a late reply to one of its keep-alives must not bring the lease back to life, because the
        // arbiter may execute the release after it.
        _owner = null;
        _leaseSentMs = Never;
        _lastObserveMs = Never;
    }

    private void TakeReply(ArbiterReply reply)
    {
        if (!_asked.Remove(reply.RequestId, out var request))
            return;
        _askedMs.Remove(reply.RequestId, out var sentMs);
        if (reply.View is { } view)
            TakeView(view, sentMs);
        if (_owner is null || !string.Equals(request.Owner, _owner, StringComparison.Ordinal))
            return;
        switch (request.Verb)
        {
            case ArbiterVerb.TryAcquire or ArbiterVerb.KeepAlive when reply.Outcome == ArbiterOutcome.Done:
                // From sending: the arbiter may have counted from any moment since.
                _leaseSentMs = Math.Max(_leaseSentMs, sentMs);
                break;
            case ArbiterVerb.KeepAlive when reply.Outcome == ArbiterOutcome.Refused:
                _leaseSentMs = Never;
                break;
        }
    }

    private void TakeView(ArbiterView view, long asOfMs)
    {
        if (_view is not null && view.StoreRevision < _view.StoreRevision)
            return;
        _view = view;
        _viewMs = Math.Max(_viewMs, asOfMs);
    }

    private void Want(long epoch, string? syncWith, string? closed = null)
    {
        // A claim of a closed record ends the closing and begins a new history.
        var reopens = epoch > RecordEpoch && _view?.Record?.Closed is not null;
        _wanted = new ClusterRecord(epoch, _self.Site, syncWith, closed, RecordHistory + (reopens ? 1 : 0));
        _wantedAboveRevision = _view?.Revision ?? 0;
        _swapId = 0;
        if (State == AgentState.Claiming)
            ClaimedEpoch = epoch;
    }

    /// <summary>
    /// Writes the wanted record until it is seen written. Its revision must have grown since it was wanted: then every
    /// older change in flight, which compares with a smaller revision, can no longer succeed.
    /// </summary>
    private bool IsClaimed => _wanted is not null && _view is not null
        && _view.Revision > _wantedAboveRevision && _wanted == _view.Record;

    private void SendWanted()
    {
        if (_wanted is null || _view is null || _owner is null || IsClaimed || Awaits(_swapId))
            return;
        _swapId = Send(ArbiterVerb.CompareAndSwap, _view.Revision, _wanted);
    }

    private void RenewAndObserve()
    {
        var adopts = _owner is not null && string.Equals(_view?.LeaseOwner, _owner, StringComparison.Ordinal);
        var renews = _owner is not null && (State.HoldsLease() || adopts) && State != AgentState.Fencing;
        if (renews && (_leaseSentMs != Never || adopts) && _nowMs - _lastKeepAliveMs >= _timings.KeepAliveMs)
        {
            _lastKeepAliveMs = _nowMs;
            Send(ArbiterVerb.KeepAlive);
        }

        if (_nowMs - _lastObserveMs >= _timings.ObserveMs)
        {
            _lastObserveMs = _nowMs;
            Send(ArbiterVerb.Observe);
            ForgetOldRequests();
        }

        BeatWhenDue();
    }

    private void ForgetOldRequests()
    {
        // Replies later than this are of no use: their lease has ended and their view is stale.
        foreach ((var id, var sentMs) in _askedMs)
        {
            if (_nowMs - sentMs > 2L * _timings.LeaseTtlMs)
            {
                _askedMs.Remove(id);
                _asked.Remove(id);
            }
        }
    }

    private LeaseView ViewLease()
    {
        if (_owner is not null && _leaseSentMs != Never)
            return _nowMs - _leaseSentMs < _timings.FenceStartsMs ? LeaseView.Mine : LeaseView.Ending;
        if (_view is null || _nowMs - _viewMs > _timings.ViewStaleMs)
            return LeaseView.Unknown;
        if (_view.LeaseOwner is not null)
            return LeaseView.Other;
        return _view.Withheld is null ? LeaseView.Free : LeaseView.Withheld;
    }
}
