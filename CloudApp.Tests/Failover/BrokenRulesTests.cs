using CloudApp.Tests.Failover.Simulation;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Failover;

/// <summary>The simulation is only worth something if it finds a protocol that is wrong.</summary>
[Trait("Layer", "pure")]
[Collection(SimulationRuns.Name)]
public sealed class BrokenRulesTests(ITestOutputHelper output)
{
    // Most are found within a hundred; one that needs a hung fence and a commit on its way at once takes some ten thousand.
    private const int SchedulesMax = 100_000;
    private const int SchedulesAtOnce = 200;

    [Theory]
    [InlineData("NoEpochCheck", "the epoch goes from")]
    [InlineData("PromotesWithoutSync", "without acknowledged write")]
    [InlineData("SkipsFence", "without a lease")]
    [InlineData("OffBeforeRecord", "without acknowledged write")]
    [InlineData("IgnoresIncarnation", "without acknowledged write")]
    [InlineData("NoRestartAfterFence", "not healthy within")]
    [InlineData("NoBarrier", "without acknowledged write")]
    [InlineData("FollowsWithoutComparing", "not healthy within")]
    [InlineData("ClonesWithoutSaving", "nowhere else")]
    [InlineData("ClaimsBeforeApplying", "without acknowledged write")]
    [InlineData("IgnoresSemiSyncState", "without acknowledged write")]
    [InlineData("GivesTheLeaseUpAfterShutdown", "without acknowledged write")]
    [InlineData("ForgetsTheNewestRecord", "without acknowledged write")]
    [InlineData("KeepsAStandbyThatWasWrittenOn", "not healthy within")]
    [InlineData("ClonesBeforeAloneIsRecorded", "drops its data while the record")]
    [InlineData("KeepsALeaseThatItCannotUse", "not healthy within")]
    [InlineData("CountsWhatWasDropped", "without acknowledged write")]
    public void The_simulation_finds_each_broken_rule(string rule, string complaint)
    {
        var options = BrokenRules.ByName(rule);
        for (var first = 1; first < SchedulesMax; first += SchedulesAtOnce)
        {
            var results = new ScheduleResult?[SchedulesAtOnce];
            var from = first;
            Parallel.For(0, SchedulesAtOnce, i => results[i] = Schedule.Run((ulong)(from + i), options));
            var found = Array.Find(results, result => result?.Violation is not null);
            if (found is null)
                continue;
            output.WriteLine($"{rule}: seed {found.Seed}: {found.Violation}");
            found.Violation!.ShouldContain(complaint);
            return;
        }

        Assert.Fail($"{SchedulesMax} schedules did not find that {rule} is wrong");
    }

    [Fact]
    public void A_primary_whose_semi_sync_is_off_by_hand_loses_nothing_half_a_second_later()
    {
        for (ulong seed = 1; seed <= SchedulesAtOnce; seed++)
            Schedule.Run(seed, new ScheduleOptions { OnlyFault = BrokenRules.SemiSyncOffByHand }).Violation.ShouldBeNull($"seed {seed}");
    }

    [Fact]
    public void A_primary_that_is_shut_down_without_its_replica_loses_nothing_that_it_let_go()
    {
        for (ulong seed = 1; seed <= SchedulesAtOnce; seed++)
            Schedule.Run(seed, new ScheduleOptions { OnlyFault = BrokenRules.ShutDownWithoutReplica }).Violation.ShouldBeNull($"seed {seed}");
    }

    [Fact]
    public void A_standby_that_somebody_writes_on_is_locked_again_and_copies_the_primary_and_no_status_promises_anything_meanwhile()
    {
        for (ulong seed = 1; seed <= SchedulesAtOnce; seed++)
            Schedule.Run(seed, new ScheduleOptions { OnlyFault = BrokenRules.StandbyWrittenByHand }).Violation.ShouldBeNull($"seed {seed}");
    }

    [Fact]
    public void An_arbiter_that_was_wiped_or_put_back_opens_nobody_until_an_operator_names_the_server_that_has_everything()
    {
        for (ulong seed = 1; seed <= SchedulesAtOnce; seed++)
        {
            Schedule.Run(seed, new ScheduleOptions { OnlyFault = BrokenRules.WipedWithBothAgents }).Violation.ShouldBeNull($"wiped, seed {seed}");
            Schedule.Run(seed, new ScheduleOptions { OnlyFault = BrokenRules.PutBackToInSync }).Violation.ShouldBeNull($"put back, seed {seed}");
        }
    }

    [Fact]
    public void A_standby_whose_applier_fails_keeps_its_data_until_the_record_says_alone()
    {
        for (ulong seed = 1; seed <= SchedulesAtOnce; seed++)
            Schedule.Run(seed, new ScheduleOptions { OnlyFault = BrokenRules.ApplierFails }).Violation.ShouldBeNull($"seed {seed}");
    }

    [Fact]
    public void A_standby_whose_relay_log_was_dropped_does_not_take_over_without_what_was_in_it()
    {
        for (ulong seed = 1; seed <= SchedulesAtOnce; seed++)
            Schedule.Run(seed, new ScheduleOptions { OnlyFault = BrokenRules.RelayLogDroppedByHand }).Violation.ShouldBeNull($"seed {seed}");
    }

    [Fact]
    public void A_standby_that_cannot_apply_what_it_has_lets_the_primary_come_back()
    {
        for (ulong seed = 1; seed <= SchedulesAtOnce; seed++)
            Schedule.Run(seed, new ScheduleOptions { OnlyFault = BrokenRules.ApplierFailsAsThePrimaryIsLost }).Violation.ShouldBeNull($"seed {seed}");
    }

    [Fact]
    public void A_seed_gives_the_same_schedule_every_time()
    {
        var once = Schedule.Run(7, new ScheduleOptions { Traced = true });
        var again = Schedule.Run(7, new ScheduleOptions { Traced = true });

        once.Trace.ShouldNotBeEmpty();
        again.Trace.ShouldBe(once.Trace);
    }
}
