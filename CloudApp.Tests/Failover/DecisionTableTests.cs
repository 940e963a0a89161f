using CloudApp.Failover;
using CloudApp.Failover.Table;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Failover;

[Trait("Layer", "pure")]
public sealed class DecisionTableTests
{
    private static readonly DecisionTable Table = DecisionTable.Standard;

    [Fact]
    public void Every_state_answers_every_observation()
    {
        long answered = 0;
        foreach (var state in Enum.GetValues<AgentState>())
        {
            foreach (var observation in Observations.All())
            {
                Table.Decide(state, observation).Reason.ShouldNotBeNullOrWhiteSpace();
                answered++;
            }
        }

        answered.ShouldBeGreaterThan(1_000_000);
    }

    [Fact]
    public void Every_row_can_be_reached()
    {
        HashSet<(AgentState, Transition)> taken = [];
        foreach (var state in Enum.GetValues<AgentState>())
        {
            foreach (var observation in Observations.All())
                taken.Add((state, Table.Decide(state, observation)));
        }

        string[] dead = [.. Table.Rows.SelectMany(row => row.From.Select(state => (State: state, Row: row)))
            .Where(pair => !taken.Contains((pair.State, pair.Row)))
            .Select(pair => $"{pair.State}: {pair.Row.When}")];
        dead.ShouldBeEmpty();
    }

    [Fact]
    public void No_state_is_a_dead_end()
    {
        Dictionary<AgentState, HashSet<AgentState>> next = [];
        foreach (var state in Enum.GetValues<AgentState>())
            next[state] = [.. Table.RowsFrom(state).Select(row => row.Next ?? state)];

        foreach (var start in Enum.GetValues<AgentState>())
        {
            HashSet<AgentState> reached = [start];
            Queue<AgentState> open = new([start]);
            while (open.TryDequeue(out var state))
            {
                foreach (var following in next[state].Where(reached.Add))
                    open.Enqueue(following);
            }

            reached.ShouldContain(AgentState.PrimarySync, $"{start} never leads to a primary in sync");
            reached.ShouldContain(AgentState.Replica, $"{start} never leads to a replica");
        }
    }

    [Fact]
    public void A_server_that_may_write_leaves_that_state_as_soon_as_the_lease_is_in_doubt()
    {
        foreach (var state in Enum.GetValues<AgentState>().Where(state => state.IsWritable() || state == AgentState.HandingOver))
        {
            foreach (var observation in Observations.All())
            {
                if (observation.Lease == LeaseState.Mine && !observation.HigherEpoch)
                    continue;
                var row = Table.Decide(state, observation);
                row.Next.ShouldBe(AgentState.Fencing);
                row.Actions.ShouldContain(AgentAction.Fence);
            }
        }
    }

    // Found in the lab: the follower received into its full disk, and stood still for a minute after there was room again.
    [Fact]
    public void A_server_with_a_full_disk_follows_nobody_until_there_is_room()
    {
        foreach (var observation in Observations.All().Where(static o => o.DiskFull && o.PeerPrimary))
        {
            var row = Table.Decide(AgentState.Fenced, observation);
            row.Actions.ShouldNotContain(AgentAction.Follow);
            row.Actions.ShouldNotContain(AgentAction.FollowOn);
            row.Actions.ShouldNotContain(AgentAction.Clone);
        }
    }

    [Fact]
    public void Semi_sync_is_turned_off_only_where_the_record_cannot_say_sync()
    {
        foreach (var row in Table.Rows.Where(row => row.Actions.Contains(AgentAction.SemiSyncOff)))
        {
            foreach (var from in row.From)
                from.ShouldBeOneOf(AgentState.PrimaryAlone, AgentState.PrimaryJoining, AgentState.PrimaryParting);
        }

        Table.RowsFrom(AgentState.PrimaryParting).Where(row => row.Next is not null && row.Actions.Contains(AgentAction.SemiSyncOff))
            .ShouldHaveSingleItem().When.ShouldBe("alone is recorded");
    }

    [Fact]
    public void Data_is_replaced_only_after_its_extra_transactions_were_saved_or_when_there_is_none()
    {
        foreach (var state in Enum.GetValues<AgentState>())
        {
            foreach (var observation in Observations.All())
            {
                var row = Table.Decide(state, observation);
                if (!row.Actions.Contains(AgentAction.Clone))
                    continue;
                var saved = state == AgentState.Diverged && observation.Work == CommandProgress.Done;
                (saved || (state == AgentState.Fenced && observation.Empty)).ShouldBeTrue($"{state}: {observation}");
                observation.PeerPrimary.ShouldBeTrue();
            }
        }
    }

    [Fact]
    public void While_the_pair_is_closed_nobody_writes_and_nobody_takes_the_lease()
    {
        foreach (var state in Enum.GetValues<AgentState>())
        {
            foreach (var observation in Observations.All().Where(observation => observation.Closed))
            {
                var row = Table.Decide(state, observation);
                if (state.IsWritable())
                    row.Next.ShouldBeOneOf(AgentState.Fencing, AgentState.Boot);
                if (row.Actions.Contains(AgentAction.TryAcquire))
                    observation.Restored.ShouldBeTrue($"{state}: {observation}");
                if (state is AgentState.CatchingUp or AgentState.Replica && row.Next is { } next && next == AgentState.Promoting)
                    (observation.Restored || observation.Operator == OperatorOrder.ForceFailover).ShouldBeTrue($"{state}: {observation}");
            }
        }
    }

    [Fact]
    public void A_follower_of_an_earlier_history_starts_anew_before_it_counts()
    {
        foreach (var state in new[] { AgentState.CatchingUp, AgentState.Replica })
        {
            foreach (var observation in Observations.All().Where(observation => observation.Outdated && observation.Server == ServerCondition.Up))
            {
                var row = Table.Decide(state, observation);
                row.Next.ShouldBe(AgentState.Boot);
                row.Actions.ShouldContain(AgentAction.KillServer);
            }
        }
    }
}
