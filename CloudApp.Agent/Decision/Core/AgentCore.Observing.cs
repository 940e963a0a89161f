namespace CloudApp.Agent.Decision;

public sealed partial class AgentCore
{
    private AgentReport? _peer;
    private long _peerMs = Never;
    private long _differsSinceMs = Never;

    private bool PeerIsFresh => _peer is not null && _nowMs - _peerMs <= _timings.PeerSilentMs;

    private void TakeReport(AgentReport report)
    {
        if (_peer is not null && report.Run == _peer.Run && report.Sequence <= _peer.Sequence)
            return;
        // Runs grow: a repeated report of an earlier run must not replace the present one.
        if (_peer is not null && report.Run < _peer.Run)
            return;
        _peer = report;
        _peerMs = _nowMs;
    }

    private Observation Observe()
    {
        var record = ViewRecord();
        var peerPrimary = record is RecordView.Peer or RecordView.PeerSync or RecordView.PeerSyncMe
            && PeerIsFresh && _peer!.State.IsWritable() && _peer.Epoch == _view!.Record!.Epoch;
        return new Observation
        {
            Lease = ViewLease(),
            Record = record,
            Server = _facts.Server,
            Work = _work,
            Extra = peerPrimary ? ViewExtra() : ExtraView.Unknown,
            Partner = ViewPartner(record),
            Operator = _order,
            Claimed = IsClaimed,
            HigherEpoch = ClaimedEpoch > 0 && SeenEpoch > ClaimedEpoch,
            Empty = _facts.Empty,
            DiskFull = _facts.DiskFull,
            Writable = _facts.Writable,
            SemiSync = _facts.SemiSync.Enabled,
            Attached = _incarnation is not null && _facts.ReceiverOn,
            Broken = _facts.ReplicationBroken,
            PeerPrimary = peerPrimary,
            AcksLate = _work != WorkView.Running && _nowMs - _lastAckMs > _timings.AcknowledgeMs,
            TimeUp = _nowMs - _limitFromMs >= LimitMs(),
            Initial = _self.Initial,
            Closed = record != RecordView.Unknown && _view?.Record?.Closed is not null,
            Restored = _view?.Record?.Closed is { } closing && string.Equals(closing, _facts.RestoredFor, StringComparison.Ordinal),
            Outdated = record != RecordView.Unknown && _incarnation is not null && _view?.Record is { } seen && seen.History != _history,
        };
    }

    private RecordView ViewRecord()
    {
        if (_view is null || (_nowMs - _viewMs > _timings.ViewStaleMs && !State.HoldsLease()))
            return RecordView.Unknown;
        if (_view.Record is not { } record)
            return RecordView.Absent;
        if (string.Equals(record.Primary, _self.Site, StringComparison.Ordinal))
            return record.Sync ? RecordView.MineSync : RecordView.Mine;
        if (!record.Sync)
            return RecordView.Peer;
        return string.Equals(record.SyncWith, _incarnation, StringComparison.Ordinal)
            ? RecordView.PeerSyncMe
            : RecordView.PeerSync;
    }

    private ExtraView ViewExtra()
    {
        if (_facts.Received is null || _peer!.Executed is null)
            return ExtraView.Unknown;
        if (_peer.Executed.Contains(_facts.Received))
            return ExtraView.None;

        // A commit that waits for its acknowledgement is in the primary's binary log, perhaps here, and not yet in its
        // gtid_executed. So only a primary whose semi-sync is off can show a difference, and only if it lasts.
        if (!_peer.Settled)
            _differsSinceMs = Never;
        else if (_differsSinceMs == Never)
            _differsSinceMs = _nowMs;
        return _differsSinceMs != Never && _nowMs - _differsSinceMs >= _timings.DivergenceMs
            ? ExtraView.Some
            : ExtraView.Unknown;
    }

    private PartnerView ViewPartner(RecordView record)
    {
        // One that began before a restore looks well by its numbers, and holds what the restore took back.
        if (!PeerIsFresh || _peer!.Incarnation is not { } incarnation || _peer.History != RecordHistory)
            return PartnerView.Lost;
        switch (State)
        {
            case AgentState.PrimaryAlone:
                return _peer.Attached && _older is not null && Has(_peer.Received, _older) ? PartnerView.Near : PartnerView.Lost;
            case AgentState.PrimaryJoining or AgentState.PrimaryPledging:
                if (!_peer.Attached || !string.Equals(incarnation, _joining, StringComparison.Ordinal))
                    return PartnerView.Lost;
                return Has(_peer.Received, _barrier) ? PartnerView.Confirmed : PartnerView.Near;
            case AgentState.PrimarySync or AgentState.PrimaryParting:
                if (!IsSyncWith(incarnation))
                    return PartnerView.Lost;
                // It has everything, but until it says so itself it may not have begun to apply it.
                return _peer.State == AgentState.Replica ? PartnerView.Confirmed : PartnerView.Near;
            case AgentState.HandingOver:
                if (!IsSyncWith(incarnation) || _peer.State != AgentState.Replica)
                    return PartnerView.Lost;
                return _closed && Has(_peer.Executed, _applied) ? PartnerView.Confirmed : PartnerView.Near;
            case AgentState.Promoting:
                var counts = record == RecordView.PeerSyncMe
                    ? _peer.Closed && Has(_applied, _peer.Executed)
                    : record == RecordView.MineSync && IsSyncWith(incarnation);
                return counts && _work == WorkView.Done && Has(_peer.Received, _applied)
                    ? PartnerView.Confirmed
                    : PartnerView.Lost;
            default:
                return PartnerView.Lost;
        }
    }

    private bool IsSyncWith(string incarnation) =>
        string.Equals(_view?.Record?.SyncWith, incarnation, StringComparison.Ordinal);

    private static bool Has(IGtidPosition? all, IGtidPosition? part) => all is not null && part is not null && all.Contains(part);

    /// <summary>What <see cref="Observation.TimeUp"/> means in each state, from entering it or its last command.</summary>
    private int LimitMs() => State switch
    {
        AgentState.Fencing => _timings.FenceBudgetMs,
        AgentState.Fenced => _timings.CourtesyMs,
        AgentState.Promoting => _timings.PartnerWaitMs,
        AgentState.PrimaryJoining or AgentState.PrimaryPledging => _timings.JoinMs,
        AgentState.HandingOver => _timings.HandoverMs,
        AgentState.CatchingUp when _work != WorkView.Failed => _timings.DetachedMs,
        _ => _timings.RetryMs,
    };
}
