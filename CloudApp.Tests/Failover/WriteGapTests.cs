using CloudApp.Failover;
using CloudApp.Tests.Failover.Simulation;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Failover;

/// <summary>
/// How long clients cannot write, in virtual time: what the protocol itself costs, without the router's restart and the
/// speed of a real mysqld. The lab measures the rest.
/// </summary>
[Trait("Layer", "pure")]
[Collection(SimulationRuns.Name)]
public sealed class WriteGapTests(ITestOutputHelper output)
{
    private const int SchedulesPerFault = 101;
    private const long LongUs = 4_000_000;

    [Fact]
    public void A_killed_mysqld_is_replaced_within_half_a_second() =>
        Measure("mysqld SIGKILL", 500, static (_, primary, _) => primary.CrashServer());

    [Fact]
    public void A_primary_without_power_is_replaced_within_one_and_a_half_seconds() =>
        Measure("primary's power off", 1_500, static (world, primary, _) => TurnOff(world, primary));

    [Fact]
    public void A_paused_agent_is_replaced_within_one_and_a_half_seconds() => Measure("agent SIGSTOP", 1_500, static (world, primary, _) =>
    {
        primary.PauseAgent(paused: true);
        world.After(LongUs, () => primary.PauseAgent(paused: false));
    });

    [Fact]
    public void A_paused_mysqld_is_replaced_within_one_and_a_half_seconds() =>
        Measure("mysqld SIGSTOP", 1_500, static (_, primary, _) => primary.Server.Pause(paused: true));

    [Fact]
    public void A_lost_standby_pauses_writes_for_one_and_a_half_seconds_at_most() =>
        Measure("standby's power off", 1_500, static (world, _, standby) => TurnOff(world, standby));

    [Fact]
    public void A_switchover_pauses_writes_for_half_a_second_at_most() =>
        Measure("switchover", 500, static (_, primary, _) => primary.Ask(OperatorOrder.Switchover));

    private void Measure(string name, long medianMaxMs, Action<World, ModelHost, ModelHost> fault)
    {
        List<long> gaps = [];
        for (ulong seed = 1; seed <= SchedulesPerFault; seed++)
        {
            var result = Schedule.Run(seed, new ScheduleOptions { OnlyFault = fault });
            result.Violation.ShouldBeNull($"seed {seed}");
            gaps.Add(result.LongestGapMs);
        }

        gaps.Sort();
        output.WriteLine($"{name}: write gap median {gaps[gaps.Count / 2]} ms, longest {gaps[^1]} ms of virtual time");
        gaps[gaps.Count / 2].ShouldBeLessThanOrEqualTo(medianMaxMs);
    }

    private static void TurnOff(World world, ModelHost host)
    {
        host.PowerOff();
        world.After(LongUs, () =>
        {
            host.PowerOn();
            host.StartAgent();
        });
    }
}
