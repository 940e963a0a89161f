using System.Collections.Concurrent;
using CloudApp.Tests.Failover.Simulation;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Failover;

/// <summary>The same faults as <see cref="SimulationTests"/>, without a third vote.</summary>
[Trait("Layer", "pure")]
[Collection(SimulationRuns.Name)]
public sealed class TwoMachinesTests(ITestOutputHelper output)
{
    private const int Schedules = 5_000;

    [Fact]
    public void Moved_by_operators_only_no_schedule_breaks_a_rule_whatever_is_cut() =>
        Run(new ScheduleOptions { Arbiter = SimulatedArbiter.Manual }).ShouldBeEmpty();

    [Fact]
    public void Moved_by_the_vip_no_schedule_breaks_a_rule_unless_the_link_alone_is_cut() =>
        Run(new ScheduleOptions { Arbiter = SimulatedArbiter.Vip, CutsTheLinkAlone = false }).ShouldBeEmpty();

    [Fact]
    public void Moved_by_the_vip_a_cut_link_alone_makes_two_writers()
    {
        ScheduleOptions open = new() { Arbiter = SimulatedArbiter.Vip, Traced = true };
        for (ulong seed = 1; seed < Schedules; seed++)
        {
            var result = Schedule.Run(seed, open);
            if (result.Violation is null)
                continue;
            output.WriteLine($"seed {seed}: {result.Violation}");
            result.Trace.ShouldContain(line => line.Contains("links cut: (0, 1)", StringComparison.Ordinal) || line.Contains("links cut: (1, 0)", StringComparison.Ordinal));
            return;
        }

        Assert.Fail("the open case did not show");
    }

    private string[] Run(ScheduleOptions options)
    {
        ConcurrentBag<string> broken = [];
        var takeovers = 0;
        long acknowledged = 0;
        Parallel.For(1, Schedules + 1, seed =>
        {
            var result = Schedule.Run((ulong)seed, options);
            Interlocked.Add(ref acknowledged, result.Acknowledged);
            if (result.TookOver)
                Interlocked.Increment(ref takeovers);
            if (result.Violation is not null)
                broken.Add($"seed {result.Seed}: {result.Violation}");
        });
        output.WriteLine($"{options.Arbiter}: {Schedules} schedules, {acknowledged} acknowledged writes, {takeovers} with a takeover");
        takeovers.ShouldBeGreaterThan(0);
        return [.. broken.Order(StringComparer.Ordinal).Take(10)];
    }
}
