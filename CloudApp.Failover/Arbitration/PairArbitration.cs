namespace CloudApp.Failover.Arbitration;

/// <summary>
/// One host's half of arbitration by two machines: record and lease without a third store. Pure but for its own state,
/// time is an argument; not thread-safe. The edge carries notes between the halves and keeps <see cref="Held"/> on disk
/// before any answer that depends on it goes out.
/// <para>
/// The lease is local. While both hosts answer, it is exclusive by consent: who wants it asks the other. While the other
/// one is silent, only <see cref="IPairPolicy"/> decides, and the guarantee is as good as the policy's: see OpenCase.
/// Nobody but its holder ends a lease; the holder's core fences by its own clock when it may not renew.
/// </para>
/// </summary>
public sealed partial class PairArbitration(AgentIdentity self, IPairPolicy policy, AgentTimings timings, PairRecord? held, long startedMs)
{
    /// <summary>Attempts to reach the other host may be this far apart to count as one silence.</summary>
    private const int ProbeGapMaxMs = 1_000;

    private readonly SilenceClock _peerSilence = new(ProbeGapMaxMs);
    private long _revision = held is null ? 0 : 1;
    private long _storeRevision = 1;
    private string? _owner;
    private bool _ownerForced;
    private bool _mayResume;
    private bool _handedOver;
    private string? _wants;
    private bool _wantLost;
    private PairRecord? _proposed;
    private long _proposedBy;
    private long _change;

    /// <summary>What must be on disk.</summary>
    public PairRecord? Held { get; private set; } = held;

    public string OpenCase => policy.OpenCase;

    public ArbiterSnapshot Snapshot(long nowMs)
    {
        (var owner, var withheld) = LeaseNow(nowMs);
        return new ArbiterSnapshot(Held?.Record, _revision, owner, _storeRevision, withheld);
    }

    /// <summary>This machine stood still for longer than its clock says: what the other host confirmed may be hours old.</summary>
    public void ForgetConfirmation() => (_confirmedMs, _mayResume) = (Never, _mayResume && _owner is not null);

    public ArbiterReply Observe(ArbiterRequest request, long nowMs) => Reply(request, done: true, nowMs);

    public ArbiterReply KeepAlive(ArbiterRequest request, long nowMs)
    {
        if (!IsOwner(request))
            return Reply(request, done: false, nowMs, "no lease of this owner");
        var verdict = policy.MayKeep(nowMs - _peerSilence.AnsweredMs, nowMs);
        return verdict.Allowed ? Reply(request, done: true, nowMs) : new ArbiterReply(request.Id, ArbiterOutcome.Unknown, Error: verdict.Because);
    }

    public ArbiterReply Release(ArbiterRequest request, long nowMs)
    {
        // The question is on its way: a consent that comes now must not bring back what is given up.
        if (string.Equals(_wants, request.Owner, StringComparison.Ordinal))
            _wantLost = true;
        if (IsOwner(request))
        {
            _owner = null;
            _handedOver = request.Handover;
            _storeRevision++;
        }

        return Reply(request, done: true, nowMs);
    }

    /// <summary>Null when the other host must be asked: then send <see cref="Question"/> and call <see cref="EndAcquire"/>.</summary>
    public ArbiterReply? BeginAcquire(ArbiterRequest request, long nowMs)
    {
        if (IsOwner(request))
            return Reply(request, done: true, nowMs);
        if (_owner is not null || _wants is not null || request.ExpectedRevision != _revision)
            return Reply(request, done: false, nowMs, "the lease or the record has changed");
        var alone = policy.MayTakeAlone(Facts(request.Forced, nowMs), nowMs);
        if (alone.Allowed)
        {
            Take(request);
            return Reply(request, done: true, nowMs);
        }

        _wants = request.Owner;
        _wantLost = false;
        _ownerForced = request.Forced;
        return null;
    }

    /// <param name="answer">The other host's answer, null when there was none. Pass it to <see cref="TakeAnswer"/> first.</param>
    public ArbiterReply EndAcquire(ArbiterRequest request, PairNote? answer, long nowMs)
    {
        _wants = null;
        var granted = !_wantLost && request.ExpectedRevision == _revision
            && answer is not null && string.Equals(answer.Granted, request.Owner, StringComparison.Ordinal);
        if (granted)
            Take(request);
        return Reply(request, granted, nowMs, granted ? null : "the other host has not consented");
    }

    /// <summary>Null when the other host must know first: then send <see cref="Question"/> and call <see cref="EndSwap"/>.</summary>
    public ArbiterReply? BeginSwap(ArbiterRequest request, long nowMs)
    {
        if (!IsOwner(request) || request.ExpectedRevision != _revision || request.Record is not { } record)
            return Reply(request, done: false, nowMs, "the lease or the record has changed");
        // Never the number of a change that was given up: the other host may know that one.
        _change = Math.Max(_change, Held?.Change ?? 0) + 1;
        PairRecord next = new(record, _change, _ownerForced);
        if (!TakesARight(record) || nowMs - LastAnswerMs > VipPolicy.AloneAfterMs(timings))
        {
            Hold(next);
            return Reply(request, done: true, nowMs);
        }

        (_proposed, _proposedBy) = (next, request.Id);
        return null;
    }

    public ArbiterReply EndSwap(ArbiterRequest request, PairNote? answer, long nowMs)
    {
        // Meanwhile a later change may have been held, or proposed: then this one is over.
        var proposed = _proposedBy == request.Id ? _proposed : null;
        if (proposed is not null)
            _proposed = null;
        var known = proposed is not null && answer?.Held == proposed && !PairRecord.IsNewer(Held!, proposed);
        if (known && Held != proposed)
            Hold(proposed!);
        return Reply(request, known, nowMs, known ? null : "the other host does not know it yet, and may still take over by what it knows");
    }

    private long LastAnswerMs => Math.Max(_answeredPeerMs, startedMs);

    private bool IsOwner(ArbiterRequest request) => _owner is not null && string.Equals(_owner, request.Owner, StringComparison.Ordinal);

    /// <summary>The standby may take over by itself now, and no longer after this change.</summary>
    private bool TakesARight(ClusterRecord next) =>
        policy.IsAutomatic && Held is { Record: { Sync: true } now } && IsOurs(now) && next.SyncWith is null;

    private bool IsOurs(ClusterRecord record) => string.Equals(record.Primary, self.Site, StringComparison.Ordinal);

    private PairFacts Facts(bool forced, long nowMs) => new(
        Held is not null, Held is not null && IsOurs(Held.Record), _mayResume, forced, nowMs - _confirmedMs, _peerSilence.SilentForMs(nowMs));

    private void Take(ArbiterRequest request)
    {
        _owner = request.Owner;
        _ownerForced = request.Forced;
        _mayResume = true;
        _handedOver = false;
        _storeRevision++;
    }

    private void Hold(PairRecord record)
    {
        Held = record;
        _revision++;
        _storeRevision++;
        if (IsOurs(record.Record))
            return;
        _owner = null;
        _mayResume = false;
        _handedOver = false;
    }

    private ArbiterReply Reply(ArbiterRequest request, bool done, long nowMs, string? why = null) =>
        new(request.Id, done ? ArbiterOutcome.Done : ArbiterOutcome.Refused, Snapshot(nowMs), why);
}
