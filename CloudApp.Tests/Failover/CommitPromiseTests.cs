using CloudApp.Failover;
using CloudApp.Failover.Core;
using CloudApp.Failover.Table;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Failover;

/// <summary>
/// Found in a lab: with a time-out of 1 ms set by hand and the replica's receiver stopped, the record went on saying "sync",
/// and 150 of 201 acknowledged uploads were lost with the primary.
/// </summary>
[Trait("Layer", "pure")]
public sealed class CommitPromiseTests
{
    private static readonly SemiSyncFacts Good = new(Enabled: true, On: true, Clients: 1, LongTimeout: true, OffCount: 3);

    public static TheoryData<string, SemiSyncFacts> Changed => new()
    {
        { "off", Good with { Enabled = false } },
        { "off while it is enabled", Good with { On = false } },
        { "another time-out", Good with { LongTimeout = false } },
        { "another wait point", Good with { Altered = true } },
        { "off and on again since the last look", Good with { OffCount = 4 } },
    };

    [Theory]
    [MemberData(nameof(Changed))]
    public void What_differs_from_the_promise_breaks_it_and_looking_well_again_does_not_mend_it(string what, SemiSyncFacts facts)
    {
        var promise = Given();
        promise.Take(Seen(facts));
        promise.State.ShouldBe(PromiseState.Broken, what);
        promise.Take(Seen(Good with { OffCount = facts.OffCount }));
        promise.State.ShouldBe(PromiseState.Broken, what);
    }

    [Fact]
    public void It_holds_while_every_look_shows_it_and_begins_anew_with_the_next_switch()
    {
        var promise = Given();
        promise.Take(Seen(Good));
        promise.State.ShouldBe(PromiseState.Holds);
        promise.Take(Seen(Good with { On = false }));
        promise.Begin();
        promise.State.ShouldBe(PromiseState.Unknown);
        promise.Give();
        promise.Take(Seen(Good with { OffCount = 9 }));
        promise.State.ShouldBe(PromiseState.Holds);
    }

    [Theory]
    [InlineData(AgentState.PrimaryPledging)]
    [InlineData(AgentState.PrimarySync)]
    public void A_broken_promise_is_recorded_at_once_whatever_else_is_going_on(AgentState state)
    {
        foreach (var observation in Broken().Where(static o => o is { Server: ServerCondition.Up, DiskFull: false, Work: not CommandProgress.Failed }))
        {
            var row = DecisionTable.Standard.Decide(state, observation);
            row.Next.ShouldBe(AgentState.PrimaryParting, observation.ToString());
            row.Actions.ShouldBe([AgentAction.RecordAlone]);
        }
    }

    [Fact]
    public void Until_that_is_recorded_the_lease_is_kept_and_mysqld_is_killed_when_it_takes_too_long()
    {
        foreach (var observation in Broken().Where(static o => !o.Claimed))
        {
            var row = DecisionTable.Standard.Decide(AgentState.PrimaryParting, observation);
            (row.Next ?? AgentState.PrimaryParting).ShouldBe(AgentState.PrimaryParting, observation.ToString());
            row.Actions.ShouldNotContain(AgentAction.ReleaseLease);
            if (observation is { Server: ServerCondition.Up, TimeUp: true })
                row.Actions.ShouldBe([AgentAction.KillServer]);
        }
    }

    [Fact]
    public void A_server_that_was_shut_down_keeps_the_lease_until_alone_is_recorded()
    {
        foreach (var state in new[] { AgentState.PrimaryPledging, AgentState.PrimarySync, AgentState.HandingOver })
        {
            foreach (var observation in Broken().Where(static o => o.Server != ServerCondition.Up))
            {
                var row = DecisionTable.Standard.Decide(state, observation);
                row.Next.ShouldBe(AgentState.PrimaryParting, observation.ToString());
                row.Actions.ShouldBe([AgentAction.RecordAlone]);
            }
        }

        CommitPromise promise = new();
        promise.Take(new DatabaseFacts(0, ServerCondition.Down, EndedByItself: true));
        promise.State.ShouldBe(PromiseState.Broken);
    }

    [Fact]
    public void A_follower_is_recorded_only_when_commits_are_seen_to_wait_for_it()
    {
        foreach (var observation in Observations.All())
        {
            if (DecisionTable.Standard.Decide(AgentState.PrimaryJoining, observation).Actions.Contains(AgentAction.RecordSync))
                observation.Promise.ShouldBe(PromiseState.Holds);
        }
    }

    private static IEnumerable<Observation> Broken() => Observations.All().Where(static o =>
        o is { Promise: PromiseState.Broken, Lease: LeaseState.Mine, HigherEpoch: false, Closed: false, Record: not RecordState.RolledBack });

    private static CommitPromise Given()
    {
        CommitPromise promise = new();
        promise.Give();
        promise.Take(Seen(Good));
        return promise;
    }

    private static DatabaseFacts Seen(SemiSyncFacts semiSync) => new(0, ServerCondition.Up, Writable: true, SemiSync: semiSync);
}
