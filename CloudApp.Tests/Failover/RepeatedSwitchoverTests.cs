using CloudApp.Failover;
using CloudApp.Tests.Failover.Simulation;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Failover;

/// <summary>The primary moves by order, and by a second order back again.</summary>
[Trait("Layer", "pure")]
[Collection(SimulationRuns.Name)]
public sealed class RepeatedSwitchoverTests
{
    private const int Schedules = 200;
    private const long BackWithinUs = 3_000_000;

    // Now and then a statement of the model takes longer than a switchover may, which is then rightly given up.
    private const double ShareMin = 0.9;

    [Theory]
    [InlineData(300)]
    [InlineData(800)]
    [InlineData(1_500)]
    public void An_order_back_is_carried_out_however_soon_it_comes(int afterMs)
    {
        var carriedOut = 0;
        for (var seed = 1; seed <= Schedules; seed++)
        {
            var fault = ThereAndBack(afterMs * 1_000L, () => carriedOut++);
            Schedule.Run((ulong)seed, new ScheduleOptions { OnlyFault = fault }).Violation.ShouldBeNull($"seed {seed}");
        }

        carriedOut.ShouldBeGreaterThan((int)(Schedules * ShareMin));
    }

    private static Action<World, ModelHost, ModelHost> ThereAndBack(long afterUs, Action carriedOut) => (world, first, second) =>
    {
        var moved = false;
        first.Ask(OperatorOrder.Switchover);
        world.After(afterUs, () =>
        {
            moved = first.State != AgentState.PrimarySync;
            second.Ask(OperatorOrder.Switchover);
        });
        world.After(afterUs + BackWithinUs, () =>
        {
            if (moved && first.State == AgentState.PrimarySync)
                carriedOut();
        });
    };
}
