using CloudApp.Agent.Decision;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Failover;

[Trait("Layer", "pure")]
public sealed class ArbitrationTests
{
    private static readonly AgentTimings Timings = new();
    private static readonly VipFacts PeerDead = new(VipHeldForMs: 5_000, 5_000, 5_000, GatewayAlive: true);

    [Fact]
    public void Two_machines_fail_over_when_the_peer_is_dead_and_the_vip_is_here() =>
        VipPolicy.MayAcquire(PeerDead, peerHoldsLease: true, Timings).Allowed.ShouldBeTrue();

    [Fact]
    public void One_living_path_to_the_peer_forbids_the_takeover()
    {
        VipPolicy.MayAcquire(PeerDead with { PeerHostSilentForMs = 100 }, peerHoldsLease: true, Timings).Allowed.ShouldBeFalse();
        VipPolicy.MayAcquire(PeerDead with { PeerAgentSilentForMs = 100 }, peerHoldsLease: true, Timings).Allowed.ShouldBeFalse();
    }

    [Fact]
    public void A_host_without_gateway_or_vip_neither_takes_nor_keeps_the_lease()
    {
        foreach (VipFacts facts in new[] { PeerDead with { GatewayAlive = false }, PeerDead with { VipHeldForMs = null } })
        {
            VipPolicy.MayAcquire(facts, peerHoldsLease: true, Timings).Allowed.ShouldBeFalse();
            VipPolicy.MayKeep(facts, Timings).Allowed.ShouldBeFalse();
        }
    }

    [Fact]
    public void The_peer_has_fenced_before_its_silence_is_long_enough() =>
        VipPolicy.PeerDeadAfterMs(Timings).ShouldBeGreaterThan(Timings.LeaseTtlMs);

    [Fact]
    public void Manual_arbitration_moves_the_primary_only_by_order()
    {
        ClusterRecord record = new(3, "host1", "host2/1/1");

        ManualPolicy.MayAcquire(record, "host2", forced: false, peerAnswersAsPrimary: false).Allowed.ShouldBeFalse();
        ManualPolicy.MayAcquire(record, "host2", forced: true, peerAnswersAsPrimary: false).Allowed.ShouldBeTrue();
        ManualPolicy.MayAcquire(record, "host2", forced: true, peerAnswersAsPrimary: true).Allowed.ShouldBeFalse();
        ManualPolicy.MayAcquire(record, "host1", forced: false, peerAnswersAsPrimary: false).Allowed.ShouldBeTrue();
        ManualPolicy.MayKeep(ownEpoch: 3, highestEpochSeen: 4).Allowed.ShouldBeFalse();
    }

    [Fact]
    public void The_leader_of_etcd_leaves_the_primarys_host_for_the_witness()
    {
        ArbiterMember host1 = new(1, "host1", Healthy: true);
        ArbiterMember host2 = new(2, "host2", Healthy: true);
        ArbiterMember witness = new(3, null, Healthy: true);

        EtcdPolicy.BetterLeader([host1, host2, witness], leaderId: 1, "host1").ShouldBe(witness);
        EtcdPolicy.BetterLeader([host1, host2, witness with { Healthy = false }], leaderId: 1, "host1").ShouldBe(host2);
        EtcdPolicy.BetterLeader([host1, host2, witness], leaderId: 2, "host1").ShouldBeNull();
    }

    [Fact]
    public void Fence_and_watchdog_end_before_the_lease_even_with_clocks_that_differ_by_one_percent()
    {
        foreach (int ttlMs in new[] { 500, 1_000, 2_000, 5_000, 10_000 })
        {
            AgentTimings timings = new() { LeaseTtlMs = ttlMs };
            int earliestEndMs = ttlMs * 99 / 101;
            (timings.FenceStartsMs + timings.FenceBudgetMs).ShouldBeLessThan(timings.WatchdogMs);
            timings.WatchdogMs.ShouldBeLessThan(earliestEndMs);
            timings.FenceBudgetMs.ShouldBeLessThanOrEqualTo(300);
        }
    }
}
