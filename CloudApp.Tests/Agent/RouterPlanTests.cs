using CloudApp.Agent.Routing;
using CloudApp.Contracts.Agents;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Agent;

[Trait("Layer", "pure")]
public sealed class RouterPlanTests
{
    private const string First = "192.168.64.14:3306";
    private const string Second = "192.168.64.17:3306";

    private static readonly TimeSpan JustNow = TimeSpan.FromMilliseconds(10);

    [Fact]
    public void Writes_go_to_the_primary_and_reads_to_the_replica_first()
    {
        var plan = RouterPlan.Make([Primary("host1", epoch: 3), Replica("host2")], maxSeenEpoch: 0);
        plan.ReadWrite.ShouldBe([First]);
        plan.ReadOnly.ShouldBe([Second, First]);
        plan.Epoch.ShouldBe(3);
    }

    [Fact]
    public void Reads_go_to_the_primary_when_there_is_no_replica()
    {
        var plan = RouterPlan.Make([Primary("host1", epoch: 1), Silent("host2")], maxSeenEpoch: 0);
        plan.ReadWrite.ShouldBe([First]);
        plan.ReadOnly.ShouldBe([First]);
    }

    [Fact]
    public void Of_two_that_claim_to_be_primary_the_higher_epoch_is_believed() =>
        RouterPlan.Make([Primary("host1", epoch: 4), Primary("host2", epoch: 5)], maxSeenEpoch: 0).ReadWrite.ShouldBe([Second]);

    [Fact]
    public void Two_primaries_of_one_epoch_get_no_writes() =>
        RouterPlan.Make([Primary("host1", epoch: 4), Primary("host2", epoch: 4)], maxSeenEpoch: 0).ReadWrite.ShouldBeEmpty();

    [Fact]
    public void A_primary_of_an_epoch_that_is_over_gets_no_writes()
    {
        var plan = RouterPlan.Make([Primary("host1", epoch: 4), Replica("host2")], maxSeenEpoch: 5);
        plan.ReadWrite.ShouldBeEmpty();
        plan.Epoch.ShouldBe(5);
    }

    [Fact]
    public void A_primary_that_has_gone_silent_gets_no_writes()
    {
        var silent = Primary("host1", epoch: 4) with { Silent = RouterPlan.LongestSilence + JustNow };
        var plan = RouterPlan.Make([silent, Replica("host2")], maxSeenEpoch: 4);
        plan.ReadWrite.ShouldBeEmpty();
        plan.ReadOnly.ShouldBe([Second]);
    }

    [Fact]
    public void A_replica_without_its_source_is_the_last_resort_of_the_reads()
    {
        var stale = new ObservedAgent("host2", Status("host2") with { Role = AgentRoles.Replica, IsReadable = true }, JustNow);
        RouterPlan.Make([Silent("host1"), stale], maxSeenEpoch: 1).ReadOnly.ShouldBe([Second]);
        RouterPlan.Make([Primary("host1", epoch: 1), stale], maxSeenEpoch: 1).ReadOnly.ShouldBe([First, Second]);
    }

    [Fact]
    public void Nothing_is_routed_before_anything_was_heard() =>
        RouterPlan.Make([Silent("host1"), Silent("host2")], maxSeenEpoch: 0).IsEmpty.ShouldBeTrue();

    [Fact]
    public void A_new_epoch_at_the_same_server_is_no_reason_to_cut_connections()
    {
        var before = RouterPlan.Make([Primary("host1", epoch: 1)], maxSeenEpoch: 0);
        RouterPlan.Make([Primary("host1", epoch: 2)], maxSeenEpoch: 1).LeadsTo(before).ShouldBeTrue();
        RouterPlan.Make([Primary("host2", epoch: 2)], maxSeenEpoch: 1).LeadsTo(before).ShouldBeFalse();
    }

    [Fact]
    public void Another_order_of_the_same_servers_stays_within_the_plan_and_a_lost_server_does_not()
    {
        var both = new RouterDestinations([], [First, Second], 1);
        both.StaysWithin(new RouterDestinations([], [Second, First], 1)).ShouldBeTrue();
        both.StaysWithin(new RouterDestinations([], [Second], 1)).ShouldBeFalse();
        RouterDestinations.None.StaysWithin(both).ShouldBeTrue();
    }

    private static AgentStatus Status(string site) =>
        new(site) { Address = site is "host1" ? "192.168.64.14" : "192.168.64.17", MySqlPort = 3306 };

    private static ObservedAgent Primary(string site, long epoch) =>
        new(site, Status(site) with { Role = AgentRoles.Primary, IsPrimary = true, IsReadable = true, Epoch = epoch }, JustNow);

    private static ObservedAgent Replica(string site) =>
        new(site, Status(site) with { Role = AgentRoles.Replica, IsReplica = true, IsReadable = true }, JustNow);

    private static ObservedAgent Silent(string site) => new(site, Status: null, TimeSpan.FromMinutes(1));
}
