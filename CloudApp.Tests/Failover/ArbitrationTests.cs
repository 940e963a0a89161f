using CloudApp.Failover;
using CloudApp.Failover.Arbitration;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Failover;

[Trait("Layer", "pure")]
public sealed class ArbitrationTests
{
    private static readonly AgentTimings Timings = new();
    private static readonly VipFacts HostDead = new(VipHeldForMs: 5_000, 5_000, 5_000, GatewayAnsweredAgoMs: 100);
    private static readonly PairFacts Standby = new(HasRecord: true, IsOurs: false, MayResume: false, Forced: false, ConfirmedForMs: 2_500, PeerSilentForMs: 2_500);

    [Fact]
    public void Two_machines_fail_over_when_the_peer_is_dead_and_the_vip_is_here() =>
        Vip(HostDead).MayTakeAlone(Standby, 0).Allowed.ShouldBeTrue();

    [Fact]
    public void One_living_path_to_the_peer_forbids_the_takeover()
    {
        Vip(HostDead with { PeerHostSilentForMs = 100 }).MayTakeAlone(Standby, 0).Allowed.ShouldBeFalse();
        Vip(HostDead).MayTakeAlone(Standby with { PeerSilentForMs = 100 }, 0).Allowed.ShouldBeFalse();
    }

    [Fact]
    public void A_host_without_gateway_or_vip_neither_takes_nor_keeps_the_lease()
    {
        foreach (var facts in new[] { HostDead with { GatewayAnsweredAgoMs = 5_000 }, HostDead with { VipHeldForMs = null } })
        {
            Vip(facts).MayTakeAlone(Standby, 0).Allowed.ShouldBeFalse();
            Vip(facts).MayKeep(peerAnsweredAgoMs: 5_000, 0).Allowed.ShouldBeFalse();
        }

        Vip(HostDead).MayKeep(peerAnsweredAgoMs: 5_000, 0).Allowed.ShouldBeTrue();
    }

    [Fact]
    public void Without_the_peer_old_knowledge_gives_no_right()
    {
        Vip(HostDead).MayTakeAlone(Standby with { ConfirmedForMs = VipPolicy.TakeoverUntilMs(Timings) + 1 }, 0).Allowed.ShouldBeFalse();
        Vip(HostDead).MayTakeAlone(Standby with { HasRecord = false }, 0).Allowed.ShouldBeFalse();
        Vip(HostDead).MayTakeAlone(Standby with { IsOurs = true }, 0).Because.ShouldContain("agent was down");
        Vip(HostDead).MayTakeAlone(Standby with { IsOurs = true, MayResume = true }, 0).Allowed.ShouldBeTrue();
    }

    [Fact]
    public void The_peer_has_fenced_before_its_silence_is_long_enough_and_waits_longer_than_the_standby_may_take()
    {
        foreach (var ttlMs in new[] { 500, AgentTimings.MinLeaseTtlMs, 2_000, 5_000, 10_000, AgentTimings.MaxLeaseTtlMs })
        {
            var timings = Timings with { LeaseTtlMs = ttlMs };
            // A cut-off holder's last renewal, its watchdog, and two clocks that differ by 1 %.
            VipPolicy.PeerDeadAfterMs(timings).ShouldBeGreaterThan((timings.PeerSilentMs + timings.WatchdogMs) * 102 / 100);
            VipPolicy.TakeoverUntilMs(timings).ShouldBeGreaterThan(VipPolicy.PeerDeadAfterMs(timings));
            VipPolicy.AloneAfterMs(timings).ShouldBeGreaterThan(VipPolicy.TakeoverUntilMs(timings) * 102 / 100);
        }
    }

    [Fact]
    public void Manual_arbitration_moves_the_primary_only_by_order()
    {
        ManualPolicy policy = new(Timings);

        policy.MayTakeAlone(Standby, 0).Allowed.ShouldBeFalse();
        policy.MayTakeAlone(Standby with { Forced = true }, 0).Allowed.ShouldBeTrue();
        policy.MayTakeAlone(Standby with { Forced = true, PeerSilentForMs = 0 }, 0).Allowed.ShouldBeFalse();
        policy.MayTakeAlone(Standby with { IsOurs = true }, 0).Allowed.ShouldBeFalse();
        policy.MayTakeAlone(Standby with { IsOurs = true, MayResume = true }, 0).Allowed.ShouldBeTrue();
        policy.MayTakeAlone(Standby with { HasRecord = false, IsOurs = false }, 0).Allowed.ShouldBeFalse();
    }

    [Fact]
    public void The_leader_of_etcd_goes_to_the_witness_or_at_least_off_the_primarys_host()
    {
        ArbiterMember host1 = new(1, "host1", Healthy: true);
        ArbiterMember host2 = new(2, "host2", Healthy: true);
        ArbiterMember witness = new(3, null, Healthy: true);

        EtcdPolicy.BetterLeader([host1, host2, witness], leaderId: 1, "host1").ShouldBe(witness);
        EtcdPolicy.BetterLeader([host1, host2, witness with { Healthy = false }], leaderId: 1, "host1").ShouldBe(host2);
        // Found by the loss of the standby's host: the election that it caused closed the primary.
        EtcdPolicy.BetterLeader([host1, host2, witness], leaderId: 2, "host1").ShouldBe(witness);
        EtcdPolicy.BetterLeader([host1, host2, witness with { Healthy = false }], leaderId: 2, "host1").ShouldBeNull();
        EtcdPolicy.BetterLeader([host1, host2, witness], leaderId: 3, "host1").ShouldBeNull();
    }

    [Fact]
    public void Fence_and_watchdog_end_before_the_lease_even_with_clocks_that_differ_by_one_percent()
    {
        foreach (var ttlMs in new[] { 500, AgentTimings.MinLeaseTtlMs, 2_000, 5_000, 10_000, AgentTimings.MaxLeaseTtlMs })
        {
            AgentTimings timings = new() { LeaseTtlMs = ttlMs };
            var earliestEndMs = ttlMs * 99 / 101;
            (timings.FenceStartsMs + timings.FenceBudgetMs).ShouldBeLessThan(timings.WatchdogMs);
            timings.WatchdogMs.ShouldBeLessThan(earliestEndMs);
            timings.FenceBudgetMs.ShouldBeLessThanOrEqualTo(300);
        }
    }

    private static VipPolicy Vip(VipFacts facts) => new(Timings, _ => facts);
}
