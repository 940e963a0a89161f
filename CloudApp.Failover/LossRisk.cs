namespace CloudApp.Failover;

/// <summary>
/// "Can an acknowledged write be lost now, if the primary's host is lost?" No only with every proof at hand: replication
/// keeps many things that look well while they are not, such as clients=1 with the replica in a network hole.
/// </summary>
internal static class LossRisk
{
    /// <param name="acknowledgedAgoMs">Since the last heartbeat commit that the partner acknowledged.</param>
    /// <param name="factsAgoMs">Age of the database facts.</param>
    /// <param name="partnerHasExtra">Somebody has written on the standby.</param>
    public static (bool CanBeLost, string Because) Judge(
        AgentState state, LeaseState lease, DatabaseFacts facts, long acknowledgedAgoMs, long factsAgoMs, AgentTimings timings,
        bool partnerHasExtra = false)
    {
        if (!state.IsWritable())
            return (true, "this server is not the primary: ask the primary");
        if (lease != LeaseState.Mine)
            return (true, "the lease is in doubt");
        if (state != AgentState.PrimarySync)
            return (true, "the record does not name a sync partner: the primary is alone");
        if (facts.Server != ServerCondition.Up || factsAgoMs > timings.ProofMs)
            return (true, "mysqld has not answered within the last second");
        if (!facts.SemiSync.Enabled || !facts.SemiSync.On)
            return (true, "semi-synchronous replication is off on the primary");
        if (!facts.SemiSync.LongTimeout)
            return (true, "rpl_semi_sync_source_timeout was lowered: commits may fall back silently");
        if (facts.SemiSync.Altered)
            return (true, "a setting of semi-synchronous replication was changed: commits may not wait for the partner");
        if (facts.SemiSync.Clients < 1)
            return (true, "no semi-synchronous replica is connected");
        if (partnerHasExtra)
            return (true, "the standby has transactions that the primary lacks: somebody has written there");
        if (acknowledgedAgoMs > timings.ProofMs)
            return (true, "the partner has not acknowledged a commit within the last second");
        return (false, "the partner has acknowledged a commit within the last second, and commits wait for it");
    }
}
