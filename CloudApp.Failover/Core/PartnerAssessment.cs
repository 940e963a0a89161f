namespace CloudApp.Failover.Core;

/// <summary>What the other server is worth as a partner: each state asks something else of it.</summary>
internal sealed class PartnerAssessment(AgentParts parts)
{
    public PartnerState Read(AgentState state, RecordState record)
    {
        // One that began before a restore looks well by its numbers, and holds what the restore took back.
        if (parts.Peer.Fresh is not { Incarnation: { } incarnation } peer || peer.History != parts.Arbiter.History)
            return PartnerState.Lost;
        // Nobody waits for one that somebody has written on: it must save that and copy this server first.
        if (parts.Peer.HasExtra && state is not AgentState.HandingOver)
            return PartnerState.Lost;
        return state switch
        {
            AgentState.PrimaryAlone => AsNewcomer(peer),
            AgentState.PrimaryJoining or AgentState.PrimaryPledging => AsJoining(peer, incarnation),
            AgentState.PrimarySync or AgentState.PrimaryParting => AsSyncPartner(peer, incarnation),
            AgentState.HandingOver => AsSuccessor(peer, incarnation),
            AgentState.Promoting => AsWitness(peer, incarnation, record),
            _ => PartnerState.Lost,
        };
    }

    private PartnerState AsNewcomer(AgentReport peer) =>
        peer.Attached && Has(peer.Received, parts.Facts.Earlier) ? PartnerState.Near : PartnerState.Lost;

    private PartnerState AsJoining(AgentReport peer, string incarnation)
    {
        if (!peer.Attached || !string.Equals(incarnation, parts.Join.Incarnation, StringComparison.Ordinal))
            return PartnerState.Lost;
        return Has(peer.Received, parts.Join.Barrier) ? PartnerState.Confirmed : PartnerState.Near;
    }

    private PartnerState AsSyncPartner(AgentReport peer, string incarnation)
    {
        if (!parts.Arbiter.IsSyncPartner(incarnation))
            return PartnerState.Lost;
        // It has everything, but until it says so itself it may not have begun to apply it.
        return peer.State == AgentState.Replica ? PartnerState.Confirmed : PartnerState.Near;
    }

    private PartnerState AsSuccessor(AgentReport peer, string incarnation)
    {
        if (!parts.Arbiter.IsSyncPartner(incarnation) || peer.State != AgentState.Replica)
            return PartnerState.Lost;
        return parts.Incarnation.IsClosed && Has(peer.Executed, parts.Facts.Applied) ? PartnerState.Confirmed : PartnerState.Near;
    }

    /// <summary>It has what becomes visible here: then the record may be claimed in sync with it.</summary>
    private PartnerState AsWitness(AgentReport peer, string incarnation, RecordState record)
    {
        var applied = parts.Facts.Applied;
        var counts = record == RecordState.PeerSyncMe
            ? peer.Closed && Has(applied, peer.Executed)
            : record == RecordState.MineSync && parts.Arbiter.IsSyncPartner(incarnation);
        return counts && parts.Commands.Progress == CommandProgress.Done && Has(peer.Received, applied)
            ? PartnerState.Confirmed
            : PartnerState.Lost;
    }

    private static bool Has(IGtidPosition? all, IGtidPosition? part) => all is not null && part is not null && all.Contains(part);
}
