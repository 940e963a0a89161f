using System.Globalization;
using CloudApp.Operations.Access;
using CloudApp.Operations.Agents;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Lab.Failover;

/// <summary>Makes a failure while clients write and read, lets the pair heal by itself, and proves that nothing
/// that was promised is missing.</summary>
public abstract class FailureTest(LabFixture lab, ITestOutputHelper output) : LabTest(lab, output)
{
    private const int HealMs = 120_000;
    private const int AnswerMs = 15_000;
    private const int OpenSeconds = 60;

    private readonly TimeProvider _time = TimeProvider.System;

    private protected async Task ProveAsync(Scenario scenario)
    {
        var rounds = new List<Figures>();
        for (var round = 1; round <= Figures.Rounds; round++)
        {
            rounds.Add(await RunOnceAsync(scenario));
            Say(string.Create(CultureInfo.InvariantCulture, $"{scenario.Name}, round {round}: {rounds[^1]}"));
        }

        var median = Figures.MedianOf(rounds);
        if (rounds.Count > 1)
            Say(string.Create(CultureInfo.InvariantCulture, $"{scenario.Name}, median of {rounds.Count}: {median}"));
        Figures.Report(scenario.Name, median);
        median.WriteGapMs.ShouldBeLessThan(scenario.WriteGapMsMax, $"{scenario.Name}: {median}");
        median.ReadGapMs.ShouldBeLessThan(scenario.ReadGapMsMax, $"{scenario.Name}: {median}");
    }

    private async Task<Figures> RunOnceAsync(Scenario scenario)
    {
        using var pair = await SystemAccess.OpenAgentsAsync(Fixture.Context.System, envFile: null, _time, Cancellation);
        var verify = new Verification(Fixture, pair, Cancellation);
        await verify.HealedAsync(HealMs);
        var ledger = new Ledger(_time);
        var scene = await SetAsync(pair, ledger);
        try
        {
            await scenario.Prepare(scene);
            scene = await SetAsync(pair, ledger, scene);
            if (scenario.IsVipWithPrimary)
                await Hosts.MoveVipToAsync(Fixture, scene.Primary, Cancellation);
            var figures = await FailAsync(scenario, scene);
            await scenario.Recover(scene);
            await Fixture.RestoreAsync(Cancellation);
            await verify.HealedAsync(HealMs);
            await verify.BothSitesServeAsync(ledger);
            await verify.NothingIsLostAsync(ledger, scenario.MayBeLost);
            await verify.HealedAsync(HealMs);
            await verify.StatusIsRightAsync();
            await scenario.Check(scene);
            return figures;
        }
        finally
        {
            await scene.CleanUpAsync();
        }
    }

    private async Task<Scene> SetAsync(AgentPair pair, Ledger ledger, Scene? before = null)
    {
        var primary = AgentPair.PrimaryOf(await pair.LookAsync(Cancellation)).ShouldNotBeNull();
        var scene = new Scene(Fixture, pair, ledger, primary.Site, primary.Epoch, _time, Say) { Cancellation = Cancellation };
        if (before is not null)
            scene.AtEnd(before.CleanUpAsync);
        return scene;
    }

    private async Task<Figures> FailAsync(Scenario scenario, Scene scene)
    {
        var timeline = new Timeline(scene.Pair, _time);
        WorkloadReport? seen = null;
        try
        {
            await timeline.DuringAsync(async () => seen = await new Workload(Fixture, scene.Ledger, _time).DuringAsync(
                async () =>
                {
                    scene.MarkFault();
                    await scenario.Fault(scene);
                    if (scenario.Primary == PrimaryEnds.OnTheOtherHost)
                        await OpenedAsync(scene, timeline);
                    await scene.WritesGoOnAsync();
                    await PrimaryIsRightAsync(scenario, scene, timeline);
                },
                Cancellation));
        }
        finally
        {
            Say(timeline.Describe(scene.FaultTimestamp));
        }

        Say($"writes: {seen!.Writes}");
        Say($"reads: {seen.Reads}");
        timeline.ContestedEpochs.ShouldBeEmpty("epochs with two primaries");
        if (scenario.IsSeamless)
            seen.Writes.Failures.ShouldBeEmpty("writes that failed");
        if (scenario.IsSeamless || scenario.IsSeamlessForReads)
            seen.Reads.Failures.ShouldBeEmpty("reads that failed");
        return new Figures(
            timeline.DetectionMs(scene.FaultTimestamp), timeline.PromotionMs(scene.FaultTimestamp, scene.Epoch),
            seen.Writes.LongestGapMs, seen.Reads.LongestGapMs, seen.Writes.Failures.Count, seen.Reads.Failures.Count, scene.Ledger.Writes.Count);
    }

    // A fault may take a moment to bite: a full disk's last bytes can take more writes than prove that writes go on.
    private static Task OpenedAsync(Scene scene, Timeline timeline) => Hosts.WaitUntilAsync(
        () => Task.FromResult(timeline.FirstOpen(scene.DecisionTimestamp, scene.Epoch) is not null), OpenSeconds, scene.Cancellation);

    private static async Task PrimaryIsRightAsync(Scenario scenario, Scene scene, Timeline timeline)
    {
        // A host that has just come back may answer a little late.
        var now = AgentPair.PrimaryOf(await scene.Pair.WaitAsync(
            static views => AgentPair.PrimaryOf(views) is not null, "one agent says that it is the primary", AnswerMs, Cancellation))!;
        var first = timeline.FirstOpen(scene.DecisionTimestamp, scene.Epoch);
        // An epoch in between: another was open first, too briefly to be seen, and what it acknowledged is looked for at the end.
        if (scenario.Primary != PrimaryEnds.Anywhere && (first is null || first.Epoch == scene.Epoch + 1))
            (first?.Site ?? scene.Primary).ShouldBe(scenario.Primary == PrimaryEnds.WhereItWas ? scene.Primary : scene.Replica, scenario.Name);
        if (!string.Equals(now.Site, scene.Primary, StringComparison.Ordinal))
            now.Epoch.ShouldBeGreaterThan(scene.Epoch);
    }
}
