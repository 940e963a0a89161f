namespace CloudApp.Failover.Arbitration;

public sealed partial class PairArbitration
{
    private const long Never = long.MinValue / 2;

    private PairNote? _peer;
    private string? _peerOwner;
    private long _sequence;
    private long _confirmedMs = Never;
    private long _answeredPeerMs = Never;

    /// <summary>A note for the other host, with what is wanted or proposed at this moment.</summary>
    public PairNote Question() => new(
        self.Site, self.Run, ++_sequence, Held, _proposed, _owner, _wants, _wants is not null && _ownerForced, _handedOver);

    /// <summary>Takes the other host's question. <see cref="Held"/> must be on disk before the answer goes out.</summary>
    public PairNote Answer(PairNote question, long nowMs)
    {
        var isNews = Take(question);
        // From here on the other host may rely on what this answer says.
        _answeredPeerMs = nowMs;
        var granted = isNews && question.Wants is { } wanted && MayGrant(question) ? wanted : null;
        if (granted is not null)
        {
            // The right goes with the consent: what this half was asked for at the same time is lost.
            _peerOwner = granted;
            _wantLost = true;
            _mayResume = false;
            _handedOver = false;
            _storeRevision++;
        }

        return Question() with { Wants = null, Forced = false, Granted = granted };
    }

    /// <param name="sentMs">When the question had been sent: the answer may be as old as that.</param>
    public void TakeAnswer(PairNote answer, long sentMs)
    {
        _peerSilence.Answered(sentMs);
        if (Take(answer) && Held == answer.Held)
            _confirmedMs = Math.Max(_confirmedMs, sentMs);
    }

    public void TakeSilence(long sentMs) => _peerSilence.Failed(sentMs);

    /// <summary>False for a note that is older than one already taken.</summary>
    private bool Take(PairNote note)
    {
        if (_peer is not null && (note.Run < _peer.Run || (note.Run == _peer.Run && note.Sequence <= _peer.Sequence)))
            return false;
        _peer = note;
        if (!string.Equals(_peerOwner, note.Owner, StringComparison.Ordinal))
        {
            _peerOwner = note.Owner;
            _storeRevision++;
        }

        if (note.Held is { } held && PairRecord.IsNewer(held, Held))
            Hold(held);
        if (_owner is null && note.Proposed is { } proposed && PairRecord.IsNewer(proposed, Held))
            Hold(proposed);
        return true;
    }

    private bool MayGrant(PairNote question)
    {
        if (_owner is not null || question.Held != Held)
            return false;
        // Both ask at once: the same one wins at both.
        if (_wants is not null && string.CompareOrdinal(self.Site, self.PeerSite) < 0)
            return false;
        return policy.IsAutomatic || question.Forced || _handedOver
            || (Held is null ? !self.Initial : !IsOurs(Held.Record));
    }

    /// <summary>Who holds the lease, or why nobody gets it.</summary>
    private (string? Owner, string? Withheld) LeaseNow(long nowMs)
    {
        if (_owner is not null)
            return (_owner, null);
        var silentMs = _peerSilence.SilentForMs(nowMs);
        if (silentMs >= timings.PeerSilentMs)
        {
            var verdict = policy.MayTakeAlone(Facts(forced: false, nowMs), nowMs);
            return verdict.Allowed ? (null, null) : (null, verdict.Because);
        }

        if (_peerOwner is not null)
            return (_peerOwner, null);
        if (_peer is null)
            return (null, "the other host has not been heard yet");
        var may = policy.IsAutomatic || _peer.HandedOver || (Held is null ? self.Initial : IsOurs(Held.Record));
        return may ? (null, null) : (null, "only an operator moves the primary: waits for the other host, a switchover or failover --force");
    }
}
