using CloudApp.Failover;
using CloudApp.Failover.Core;
using CloudApp.Failover.Table;
using CloudApp.Tests.Failover.Simulation;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Failover;

/// <summary>
/// Found in a lab: somebody switched super_read_only off on the standby and wrote there; nobody noticed, and the status went
/// on promising that nothing can be lost.
/// </summary>
[Trait("Layer", "pure")]
public sealed class StandbyWrittenByHandTests
{
    private const int LimitMs = 1_000;

    [Fact]
    public void A_server_that_only_follows_is_locked_again_at_once()
    {
        foreach (var state in new[] { AgentState.Fenced, AgentState.CatchingUp, AgentState.Replica })
        {
            foreach (var observation in Observations.All().Where(static o => IsUnlocked(o) && o.Work != CommandProgress.Running))
            {
                var row = DecisionTable.Standard.Decide(state, observation with { Empty = false, Closed = false, Restored = false, Outdated = false });
                (row.Next ?? state).ShouldBe(state, observation.ToString());
                row.Actions.ShouldBe([AgentAction.SetReadOnly]);
            }
        }
    }

    [Fact]
    public void An_empty_server_stays_open_for_the_restore_that_fills_it()
    {
        foreach (var observation in Observations.All().Where(static o => IsUnlocked(o) && o.Empty))
            DecisionTable.Standard.Decide(AgentState.Fenced, observation).Actions.ShouldNotContain(AgentAction.SetReadOnly);
    }

    [Fact]
    public void A_primary_in_sync_records_alone_when_the_standby_has_something_of_its_own()
    {
        foreach (var observation in Observations.All().Where(static o => o is
                 { PartnerExtra: true, Lease: LeaseState.Mine, HigherEpoch: false, Closed: false, DiskFull: false, Server: ServerCondition.Up, Record: not RecordState.RolledBack }
                 && o.Work is CommandProgress.Idle or CommandProgress.Done))
        {
            var row = DecisionTable.Standard.Decide(AgentState.PrimarySync, observation);
            row.Next.ShouldBe(AgentState.PrimaryParting, observation.ToString());
            row.Actions.ShouldBe([AgentAction.RecordAlone]);
        }
    }

    [Fact]
    public void A_difference_counts_when_the_same_transactions_stay_missing()
    {
        LastingDifference difference = new();
        difference.Lasts(Set(1, 2), Set(1), nowMs: 0, wholeAtMs: 0, LimitMs).ShouldBeFalse("2 may be on its way");
        difference.Lasts(Set(1, 2, 3), Set(1, 2), nowMs: 1_500, wholeAtMs: 1_500, LimitMs).ShouldBeFalse("2 has arrived, 3 may be on its way");
        difference.Lasts(Set(1, 2, 3, 4), Set(1, 2, 4), nowMs: 2_400, wholeAtMs: 2_400, LimitMs).ShouldBeFalse();
        difference.Lasts(Set(1, 2, 3, 4), Set(1, 2, 4), nowMs: 2_600, wholeAtMs: 2_400, LimitMs).ShouldBeFalse("the look is too old");
        difference.Lasts(Set(1, 2, 3, 4, 5), Set(1, 2, 4), nowMs: 2_600, wholeAtMs: 2_500, LimitMs).ShouldBeTrue("3 has been missing for a second");
    }

    [Fact]
    public void A_difference_ends_when_the_transactions_are_gone()
    {
        LastingDifference difference = new();
        difference.Lasts(Set(1, 2), Set(1), nowMs: 0, wholeAtMs: 0, LimitMs);
        difference.Lasts(Set(1, 3), Set(1), nowMs: 2_000, wholeAtMs: 2_000, LimitMs).ShouldBeFalse("2 was replaced by a copy of the primary's data");
    }

    [Fact]
    public void The_promise_does_not_hold_meanwhile()
    {
        DatabaseFacts facts = new(0, ServerCondition.Up, Writable: true, SemiSync: new SemiSyncFacts(Enabled: true, On: true, Clients: 1, LongTimeout: true));
        (var canBeLost, var because) = LossRisk.Judge(
            AgentState.PrimarySync, LeaseState.Mine, facts, acknowledgedAgoMs: 100, factsAgoMs: 100, new AgentTimings(), partnerHasExtra: true);

        canBeLost.ShouldBeTrue();
        because.ShouldContain("written");
    }

    private static bool IsUnlocked(Observation o) => o is { Unprotected: true, Server: ServerCondition.Up };

    private static TransactionSet Set(params int[] transactions)
    {
        TransactionSet set = new();
        foreach (var transaction in transactions)
            set.Add(transaction);
        return set;
    }
}
