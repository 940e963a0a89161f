using CloudApp.Operations.Access;
using CloudApp.Operations.SwitchingOver;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Lab.Failover;

/// <summary>The failures that two machines decide by themselves, by the arbiter <c>vip</c>.</summary>
[Collection(TwoMachinesLab.Name)]
[Trait("Layer", "drill")]
public sealed class TwoMachinesLabTests(TwoMachinesFixture lab, ITestOutputHelper output) : FailureTest(lab, output)
{
    private const double LossGapMs = 15_000;
    private const double ReadGapMs = 3000;

    [Fact]
    public Task Of_two_machines_the_primarys_host_loses_power() => ProveAsync(new Scenario(
        "two machines: primary's host loses power", scene => Fixture.Lab.PowerOffAsync(scene.Primary, Cancellation))
    {
        Primary = PrimaryEnds.OnTheOtherHost,
        WriteGapMsMax = LossGapMs,
        ReadGapMsMax = ReadGapMs,
    });

    [Fact]
    public Task Of_two_machines_the_replicas_host_loses_power() => ProveAsync(new Scenario(
        "two machines: replica's host loses power", scene => Fixture.Lab.PowerOffAsync(scene.Replica, Cancellation))
    {
        Primary = PrimaryEnds.WhereItWas,
        IsSeamlessForReads = true,
        WriteGapMsMax = LossGapMs,
        ReadGapMsMax = ReadGapMs,
    });

    [Fact]
    public Task Of_two_machines_the_primary_moves_by_order() => ProveAsync(new Scenario(
        "two machines: switchover", async scene => Say(await Switchover.RunAsync(scene.Pair, TimeProvider.System, Cancellation)))
    {
        Primary = PrimaryEnds.OnTheOtherHost,
        IsSeamless = true,
        WriteGapMsMax = LossGapMs,
        ReadGapMsMax = LossGapMs,
    });

    [Fact]
    public async Task Each_agent_names_the_case_that_two_machines_leave_open()
    {
        using var pair = await SystemAccess.OpenAgentsAsync(Fixture.Context.System, envFile: null, TimeProvider.System, Cancellation);

        foreach (var view in await pair.LookAsync(Cancellation))
            view.ShouldNotBeNull().OpenCase.ShouldContain("both may become the primary");
    }
}
