namespace CloudApp.Failover.Core;

/// <summary>From what the parts know to what the table asks.</summary>
internal sealed class ObservationReader(AgentParts parts)
{
    private readonly PartnerAssessment _partner = new(parts);

    public Observation Read(AgentState state)
    {
        var facts = parts.Facts.Latest;
        var arbiter = parts.Arbiter;
        var record = ReadRecord(state);
        var isValid = record is not (RecordState.Unknown or RecordState.RolledBack);
        parts.Peer.LookForExtra(state, facts);
        var peerPrimary = record is RecordState.Peer or RecordState.PeerSync or RecordState.PeerSyncMe
            && parts.Peer.Fresh is { } peer && peer.State.IsWritable() && peer.Epoch == arbiter.Epoch;
        return new Observation
        {
            Lease = parts.Lease.State,
            Record = record,
            Server = facts.Server,
            Work = parts.Commands.Progress,
            Extra = peerPrimary ? parts.Peer.Compare(facts.Received, isFollowing: state == AgentState.CatchingUp) : Divergence.Unknown,
            Partner = _partner.Read(state, record),
            Operator = parts.Order.Order,
            Claimed = parts.Claim.IsWritten,
            HigherEpoch = parts.Claim.Epoch > 0 && parts.SeenEpoch > parts.Claim.Epoch,
            Empty = facts.Empty,
            DiskFull = facts.DiskFull,
            Writable = facts.Writable,
            Unprotected = facts.Unprotected && parts.Facts.AreSettled,
            PartnerExtra = parts.Peer.HasExtra,
            SemiSync = facts.SemiSync.Enabled,
            Promise = parts.Promise.State,
            Attached = parts.IsAttached,
            Broken = facts.ReplicationBroken,
            Unappliable = facts.Unappliable,
            PeerPrimary = peerPrimary,
            PeerAlone = peerPrimary && record == RecordState.Peer && parts.Peer.Fresh is { State: AgentState.PrimaryAlone },
            AcksLate = parts.Heartbeats.AreLate,
            TimeUp = parts.Timer.IsUp(state),
            Fresh = (facts.Empty || facts.Fresh) && parts.Seen.Floor.Record is null,
            Initial = parts.Step.Self.Initial,
            Closed = isValid && arbiter.Closed is not null,
            Restored = isValid && arbiter.Closed is { } closing && string.Equals(closing, facts.RestoredFor, StringComparison.Ordinal),
            Outdated = isValid && parts.Incarnation.Id is not null
                && arbiter.Record is { } seen && seen.History != parts.Incarnation.History,
        };
    }

    private RecordState ReadRecord(AgentState state)
    {
        var arbiter = parts.Arbiter;
        if (!arbiter.IsKnown || (arbiter.IsStale && !state.HoldsLease()))
            return RecordState.Unknown;
        if (parts.IsRolledBack(state))
            return RecordState.RolledBack;
        if (arbiter.Record is not { } record)
            return RecordState.Absent;
        if (string.Equals(record.Primary, parts.Step.Self.Site, StringComparison.Ordinal))
            return record.Sync ? RecordState.MineSync : RecordState.Mine;
        if (!record.Sync)
            return RecordState.Peer;
        return string.Equals(record.SyncWith, parts.Incarnation.Id, StringComparison.Ordinal)
            ? RecordState.PeerSyncMe
            : RecordState.PeerSync;
    }
}
