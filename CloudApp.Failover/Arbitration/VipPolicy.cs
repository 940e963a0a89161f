namespace CloudApp.Failover.Arbitration;

/// <summary>What a host with no third machine can see besides the other agent.</summary>
/// <param name="VipHeldForMs">Since when the VIP is on this host, null when it is not.</param>
/// <param name="PeerHostSilentForMs">Since the peer's load balancer address stopped answering: the second path.</param>
/// <param name="PeerHostAnsweredAgoMs">Since the last question there that was answered.</param>
/// <param name="GatewayAnsweredAgoMs">Since the gateway last answered: this host is not the one that is cut off.</param>
public sealed record VipFacts(long? VipHeldForMs, long PeerHostSilentForMs, long PeerHostAnsweredAgoMs, long GatewayAnsweredAgoMs);

/// <summary>
/// Arbitration by two machines alone, automatic. Not safe in one case: when only the link between the hosts is cut and
/// both reach the gateway, each of them holds the VIP and sees the other dead. <see cref="OpenCase"/> says so.
/// </summary>
public sealed class VipPolicy(AgentTimings timings, Func<long, VipFacts> look) : IPairPolicy
{
    public bool IsAutomatic => true;

    public string OpenCase => "when only the link between the two hosts is cut while both live and reach the gateway, both may become the primary; a third machine (arbiter etcd) closes this";

    /// <summary>
    /// A holder that is cut off renews for PeerSilentMs at most, and is closed within one lease after that. Half a lease
    /// more is for questions under way and for clocks that differ by 1 %.
    /// </summary>
    public static long PeerDeadAfterMs(AgentTimings timings) => timings.PeerSilentMs + (timings.LeaseTtlMs * 3L / 2);

    /// <summary>The standby's knowledge that it is in sync is worth this long after the primary has confirmed it.</summary>
    public static long TakeoverUntilMs(AgentTimings timings) => PeerDeadAfterMs(timings) + (timings.LeaseTtlMs * 3L / 2);

    /// <summary>
    /// So long after its last answer a primary waits before it goes on without a silent standby. Longer than
    /// <see cref="TakeoverUntilMs"/>, whatever the clocks: the standby can then no longer take over without its writes.
    /// </summary>
    public static long AloneAfterMs(AgentTimings timings) => (TakeoverUntilMs(timings) * 103 / 100) + 100;

    public ArbitrationVerdict MayTakeAlone(PairFacts facts, long nowMs)
    {
        if (facts.PeerSilentForMs < PeerDeadAfterMs(timings))
            return new(false, "the other host has not been silent for long enough");
        if (facts.Forced)
            return new(true, "ordered by the operator");
        if (!facts.HasRecord)
            return new(false, "the first start needs both hosts: the other one might have data");
        if (facts.IsOurs && !facts.MayResume)
            return new(false, "this host was the primary, but its agent was down: the other host may have taken over meanwhile; waits for it or for failover --force");
        if (!facts.IsOurs && facts.ConfirmedForMs > TakeoverUntilMs(timings))
            return new(false, "the primary has been silent for too long: it may have gone on alone; waits for it or for failover --force");
        var seen = look(nowMs);
        if (seen.PeerHostSilentForMs < PeerDeadAfterMs(timings))
            return new(false, "the other agent is silent, but its host answers");
        if (seen.VipHeldForMs is not { } held || held < timings.LeaseTtlMs)
            return new(false, "the other host is silent, but the VIP is not on this host for a whole lease yet");
        // A host that is cut off loses peer and gateway together: an answer of the gateway that is younger than the
        // peer's silence by more than a lease comes from a host that is not.
        return seen.GatewayAnsweredAgoMs < timings.LeaseTtlMs
            ? new(true, "the VIP is here, both paths to the other host are dead, the gateway answers")
            : new(false, "the other host and the gateway are silent: this host may be the one that is cut off");
    }

    public ArbitrationVerdict MayKeep(long peerAnsweredAgoMs, long nowMs)
    {
        var seen = look(nowMs);
        if (peerAnsweredAgoMs < timings.PeerSilentMs || seen.PeerHostAnsweredAgoMs < timings.PeerSilentMs)
            return new(true, "the other host answers");
        if (seen.GatewayAnsweredAgoMs >= timings.PeerSilentMs)
            return new(false, "neither the other host nor the gateway answers: this host is cut off");
        return seen.VipHeldForMs is null
            ? new(false, "the other host is silent and the VIP is not on this host")
            : new(true, "the other host is silent, the VIP is here and the gateway answers");
    }
}
