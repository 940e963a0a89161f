using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using CloudApp.Failover;
using CloudApp.Tests.Failover.Simulation;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Failover;

[Trait("Layer", "pure")]
[Collection(SimulationRuns.Name)]
public sealed class SimulationTests(ITestOutputHelper output)
{
    /// <summary>Runs exactly this seed, with its trace.</summary>
    private const string SeedVariable = "CLOUDAPP_SIM_SEED";

    /// <summary>Schedules in the drill.</summary>
    private const string CountVariable = "CLOUDAPP_SIM_COUNT";

    private const int SchedulesInATestRun = 100_000;
    private const int SchedulesInADrill = 1_000_000;

    /// <summary>Always the same ones: what fails in a test run was broken by the change that is tested.</summary>
    [Fact]
    public void No_schedule_of_faults_breaks_a_rule()
    {
        if (Environment.GetEnvironmentVariable(SeedVariable) is { Length: > 0 } text)
            Replay(ulong.Parse(text));
        else
            Run(first: 1, SchedulesInATestRun);
    }

    /// <summary>Others every time: what it finds was there before, and becomes a seed below.</summary>
    [Fact]
    [Trait("Layer", "drill")]
    public void No_schedule_out_of_a_million_new_ones_breaks_a_rule() => Run(
        (ulong)Random.Shared.Next() << 20,
        Environment.GetEnvironmentVariable(CountVariable) is { Length: > 0 } asked ? int.Parse(asked) : SchedulesInADrill);

    private void Run(ulong first, int count)
    {
        var watch = Stopwatch.StartNew();
        ConcurrentBag<ScheduleResult> broken = [];
        long acknowledged = 0;
        var takeovers = 0;
        long slowestMs = 0;
        Parallel.For(0, count, (i, loop) =>
        {
            var result = Schedule.Run(first + (ulong)i, new ScheduleOptions());
            Interlocked.Add(ref acknowledged, result.Acknowledged);
            if (result.TookOver)
                Interlocked.Increment(ref takeovers);
            InterlockedMax(ref slowestMs, result.HealthyAfterMs);
            if (result.Violation is null)
                return;
            broken.Add(result);
            if (broken.Count >= 20)
                loop.Stop();
        });
        output.WriteLine(
            $"{count} schedules in {watch.Elapsed.TotalSeconds:F1} s, seeds from {first}: {acknowledged} acknowledged writes, "
            + $"{takeovers} schedules with a takeover, healthy again after at most {slowestMs} ms of virtual time");
        foreach (var result in broken)
            output.WriteLine($"{SeedVariable}={result.Seed}: {result.Violation}");
        broken.ShouldBeEmpty($"replay with {SeedVariable}={broken.FirstOrDefault()?.Seed}: {broken.FirstOrDefault()?.Violation}");
        takeovers.ShouldBeGreaterThan(count / 20, "the schedules must lead to takeovers, or they prove nothing");
    }

    /// <summary>
    /// 1471561746918646: a "sync" on its way to the arbiter from an agent that is paused, while somebody switches semi-sync off.
    /// 1298924802477212: the agent of a standby that somebody writes on is paused twice before it can say so.
    /// 135620045355257: a "sync" on its way while the standby, whose applier has just failed, still reads "alone" and drops its data.
    /// </summary>
    [Theory]
    [InlineData(1298924802477212)]
    [InlineData(1471561746918646)]
    [InlineData(135620045355257)]
    [InlineData(135620045357926)]
    public void A_schedule_that_once_broke_a_rule_does_not_any_more(ulong seed) => Replay(seed);

    private void Replay(ulong seed)
    {
        var result = Schedule.Run(seed, new ScheduleOptions { Traced = true });
        foreach (var line in result.Trace)
            output.WriteLine(line);
        result.Violation.ShouldBeNull($"seed {seed}");
    }

    private static void InterlockedMax(ref long target, long value)
    {
        var seen = Interlocked.Read(ref target);
        while (value > seen)
        {
            var before = Interlocked.CompareExchange(ref target, value, seen);
            if (before == seen)
                return;
            seen = before;
        }
    }
}
