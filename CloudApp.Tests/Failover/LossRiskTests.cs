using CloudApp.Failover;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Failover;

[Trait("Layer", "pure")]
public sealed class LossRiskTests
{
    private static readonly AgentTimings Timings = new();
    private static readonly SemiSyncFacts Good = new(Enabled: true, On: true, Clients: 1, LongTimeout: true);

    [Fact]
    public void Nothing_can_be_lost_when_every_proof_is_there() =>
        Judge(AgentState.PrimarySync, LeaseState.Mine, Good, acknowledgedAgoMs: 300).ShouldBeFalse();

    [Theory]
    [InlineData(AgentState.PrimaryAlone)]
    [InlineData(AgentState.PrimaryJoining)]
    [InlineData(AgentState.PrimaryPledging)]
    [InlineData(AgentState.PrimaryParting)]
    [InlineData(AgentState.Replica)]
    public void Only_a_primary_in_sync_gives_the_promise(AgentState state) =>
        Judge(state, LeaseState.Mine, Good, acknowledgedAgoMs: 300).ShouldBeTrue();

    [Fact]
    public void A_connected_replica_without_acknowledgements_is_no_proof() =>
        Judge(AgentState.PrimarySync, LeaseState.Mine, Good, acknowledgedAgoMs: 1_001).ShouldBeTrue();

    [Fact]
    public void A_lease_in_doubt_is_no_proof() =>
        Judge(AgentState.PrimarySync, LeaseState.Ending, Good, acknowledgedAgoMs: 300).ShouldBeTrue();

    [Fact]
    public void Each_setting_counts()
    {
        Judge(AgentState.PrimarySync, LeaseState.Mine, Good with { Enabled = false }, 300).ShouldBeTrue();
        Judge(AgentState.PrimarySync, LeaseState.Mine, Good with { On = false }, 300).ShouldBeTrue();
        Judge(AgentState.PrimarySync, LeaseState.Mine, Good with { Clients = 0 }, 300).ShouldBeTrue();
        Judge(AgentState.PrimarySync, LeaseState.Mine, Good with { LongTimeout = false }, 300).ShouldBeTrue();
        Judge(AgentState.PrimarySync, LeaseState.Mine, Good with { Altered = true }, 300).ShouldBeTrue();
    }

    private static bool Judge(AgentState state, LeaseState lease, SemiSyncFacts semiSync, long acknowledgedAgoMs)
    {
        DatabaseFacts facts = new(0, ServerCondition.Up, Writable: true, SemiSync: semiSync);
        (var canBeLost, var because) = LossRisk.Judge(state, lease, facts, acknowledgedAgoMs, factsAgoMs: 100, Timings);
        because.ShouldNotBeNullOrWhiteSpace();
        return canBeLost;
    }
}
