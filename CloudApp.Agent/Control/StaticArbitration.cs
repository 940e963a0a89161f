using CloudApp.Agent.Gtid;
using CloudApp.Agent.Http;
using CloudApp.Agent.MySql;

namespace CloudApp.Agent.Control;

/// <summary>The next thing to do, and the state and its reason in words.</summary>
public sealed record StaticStep(StaticAction Action, string State, string Reason);

public enum StaticAction
{
    Nothing,
    OpenAsPrimary,
    SemiSyncOn,
    SemiSyncOff,
    Follow,
    OpenAsReplica,
    Clone,
}

/// <summary>What the decision is made from.</summary>
/// <param name="IsInitialPrimary">This site is the one that settings name as primary.</param>
/// <param name="Peer">Null when it does not answer.</param>
/// <param name="PeerSilent">How long it has not answered.</param>
public sealed record StaticObservation(bool IsInitialPrimary, string PeerHost, ServerSnapshot Server, AgentStatus? Peer, TimeSpan PeerSilent);

/// <summary>
/// Arbitration with a fixed primary: the site that the settings name. The other one follows and never writes, so
/// the primary may always go on alone. A pure function of what is seen.
/// </summary>
public static class StaticArbitration
{
    /// <summary>How long an empty primary waits for the other site's answer before it believes that both are new.</summary>
    public static readonly TimeSpan WaitForPeerWhenEmpty = TimeSpan.FromSeconds(15);

    /// <summary>A commit that has waited this long for the replica is let go, and the primary goes on alone.</summary>
    public static readonly TimeSpan LongestHeartbeatAge = TimeSpan.FromSeconds(2);

    public static StaticStep Decide(StaticObservation seen)
    {
        ArgumentNullException.ThrowIfNull(seen);
        if (!seen.Server.IsRunning)
            return new StaticStep(StaticAction.Nothing, "BOOT", $"mysqld is {seen.Server.Process}. {seen.Server.Problem}".Trim());
        return seen.IsInitialPrimary ? DecidePrimary(seen) : DecideReplica(seen);
    }

    private static StaticStep DecidePrimary(StaticObservation seen) => seen.Server.IsWritable ? KeepPrimary(seen) : BecomePrimary(seen);

    private static StaticStep BecomePrimary(StaticObservation seen)
    {
        var own = seen.Server.Executed;
        if (seen.Peer is { } peer && peer.Server.ServerUuid.Length > 0)
        {
            var missing = GtidSet.Parse(peer.Server.GtidExecuted).Subtract(own);
            if (!missing.IsEmpty)
                return new StaticStep(StaticAction.Nothing, "FENCED", $"the other site has {missing.Count} transactions that are not here: opening this server would lose them");
        }
        else if (own.IsEmpty && seen.PeerSilent < WaitForPeerWhenEmpty)
        {
            return new StaticStep(StaticAction.Nothing, "BOOT", "this server is empty: waiting for the other site to say whether it has data");
        }
        return new StaticStep(StaticAction.OpenAsPrimary, "PROMOTING", "the settings name this site as primary");
    }

    private static StaticStep KeepPrimary(StaticObservation seen)
    {
        var caughtUp = seen.Peer is { IsReplica: true } peer
            && peer.Server.LagSeconds is 0
            && seen.Server.SemiSync.SourceClients > 0;
        if (!seen.Server.SemiSync.SourceEnabled)
        {
            return caughtUp
                ? new StaticStep(StaticAction.SemiSyncOn, "PRIMARY-ALONE", "the replica is attached and has caught up")
                : new StaticStep(StaticAction.Nothing, "PRIMARY-ALONE", "no replica is attached and caught up");
        }
        if (seen.Server.SemiSync.SourceClients == 0)
            return new StaticStep(StaticAction.SemiSyncOff, "PRIMARY-ALONE", "the replica has gone");
        if (seen.Server.HeartbeatAge > LongestHeartbeatAge)
            return new StaticStep(StaticAction.SemiSyncOff, "PRIMARY-ALONE", $"the replica has acknowledged nothing for {seen.Server.HeartbeatAge?.TotalSeconds:0.0} s");
        return new StaticStep(StaticAction.Nothing, "PRIMARY-SYNC", "every commit waits for the replica");
    }

    private static StaticStep DecideReplica(StaticObservation seen)
    {
        var own = seen.Server;
        if (own.IsWritable)
            return new StaticStep(StaticAction.OpenAsReplica, "DEMOTING", "the settings name the other site as primary");
        if (seen.Peer is not { IsPrimary: true } primary)
            return WithoutPrimary(seen);
        var executed = GtidSet.Parse(primary.Server.GtidExecuted);
        var extra = own.Executed.Subtract(executed.Union(own.Replica?.Retrieved ?? GtidSet.Empty));
        if (!extra.IsEmpty && !IsFollowing(seen))
            return new StaticStep(StaticAction.Nothing, "DIVERGED", $"{extra.Count} transactions here are not at the primary: {extra}");
        if (!own.Executed.Contains(GtidSet.Parse(primary.Server.GtidPurged)))
            return new StaticStep(StaticAction.Clone, "CLONING", "the primary no longer has the binary logs that this server needs");
        if (!IsFollowing(seen))
            return new StaticStep(StaticAction.Follow, "CATCHING-UP", "the primary is there and nothing extra is here");
        return own.OfflineMode
            ? new StaticStep(StaticAction.OpenAsReplica, "CATCHING-UP", "following the primary")
            : new StaticStep(StaticAction.Nothing, "REPLICA", own.Replica is { IoRunning: true } ? "following the primary" : "reconnecting to the primary");
    }

    private static StaticStep WithoutPrimary(StaticObservation seen)
    {
        // Data that was replicated once is worth reading while the primary is away; an empty server is not.
        if (seen.Server.OfflineMode && !seen.Server.Executed.IsEmpty)
            return new StaticStep(StaticAction.OpenAsReplica, "REPLICA", "the primary does not answer: reads only, of the state before that");
        return new StaticStep(StaticAction.Nothing, seen.Server.OfflineMode ? "BOOT" : "REPLICA", "the primary does not answer: waiting for it");
    }

    private static bool IsFollowing(StaticObservation seen) =>
        seen.Server.Replica is { SqlRunning: true } replica
        && (replica.IoRunning || replica.IoConnecting)
        && string.Equals(replica.SourceHost, seen.PeerHost, StringComparison.Ordinal);
}
