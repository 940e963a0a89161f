namespace CloudApp.Agent.Decision;

/// <summary>What a host with no third machine can see.</summary>
/// <param name="VipHeldForMs">Since when the VIP is on this host, null when it is not.</param>
/// <param name="PeerAgentSilentForMs">Since the peer's agent last answered.</param>
/// <param name="PeerHostSilentForMs">Since anything on the peer's load balancer address last answered: the second path.</param>
/// <param name="GatewayAlive">The gateway answered within the last second: this host is not the one that is cut off.</param>
public sealed record VipFacts(long? VipHeldForMs, long PeerAgentSilentForMs, long PeerHostSilentForMs, bool GatewayAlive);

public sealed record ArbitrationVerdict(bool Allowed, string Because);

/// <summary>
/// Arbitration by two machines alone. It cannot be safe in every case: when only the link between the hosts is cut and
/// both still reach the gateway, a VIP that moves makes a second primary possible. The status says so.
/// </summary>
public static class VipPolicy
{
    /// <summary>Both paths must have been silent for a whole lease and half of one more: the peer has fenced by then.</summary>
    public static long PeerDeadAfterMs(AgentTimings timings) => timings.LeaseTtlMs * 3L / 2;

    /// <summary>May this host take the lease, given that the peer could hold it?</summary>
    public static ArbitrationVerdict MayAcquire(VipFacts facts, bool peerHoldsLease, AgentTimings timings)
    {
        bool peerSilent = IsSilent(facts, timings);
        if (!peerHoldsLease && !peerSilent)
            return new(true, "the peer answers and does not hold the lease");
        if (!peerSilent)
            return new(false, "the peer is alive and holds the lease");
        if (facts.VipHeldForMs is not { } held || held < timings.LeaseTtlMs)
            return new(false, "the peer is silent, but the VIP is not on this host for a whole lease yet");
        if (!facts.GatewayAlive)
            return new(false, "the peer and the gateway are silent: this host may be the one that is cut off");
        return new(true, "the VIP is here, both paths to the peer are dead, the gateway answers");
    }

    /// <summary>May the lease holder renew? Otherwise it lets the lease run out and fences.</summary>
    public static ArbitrationVerdict MayKeep(VipFacts facts, AgentTimings timings)
    {
        if (facts.PeerAgentSilentForMs < timings.PeerSilentMs || facts.PeerHostSilentForMs < timings.PeerSilentMs)
            return new(true, "the peer answers");
        if (!facts.GatewayAlive)
            return new(false, "neither the peer nor the gateway answers: this host is cut off");
        return facts.VipHeldForMs is null
            ? new(false, "the peer is silent and the VIP is not on this host")
            : new(true, "the peer is silent, the VIP is here and the gateway answers");
    }

    private static bool IsSilent(VipFacts facts, AgentTimings timings) =>
        facts.PeerAgentSilentForMs >= PeerDeadAfterMs(timings) && facts.PeerHostSilentForMs >= PeerDeadAfterMs(timings);
}
