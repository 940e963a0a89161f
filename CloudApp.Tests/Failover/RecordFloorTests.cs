using CloudApp.Failover;
using CloudApp.Failover.Core;
using CloudApp.Failover.Table;
using CloudApp.Tests.Failover.Simulation;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Failover;

/// <summary>
/// Found in a lab: after etcd's data was removed the agents waited for ever, and after their restart the site that makes the
/// first record opened, although the other one had written last.
/// </summary>
[Trait("Layer", "pure")]
public sealed class RecordFloorTests
{
    private static readonly ClusterRecord Fifth = new(5, "host2", SyncWith: null, Closed: null, History: 1);
    private static readonly RecordFloor Seen = new(Fifth, Revision: 70);

    private readonly AgentTimings _timings = new();

    [Fact]
    public void Gone_older_and_of_an_ended_history_is_below_it()
    {
        Seen.IsAbove(null, 0).ShouldBeTrue();
        Seen.IsAbove(Fifth with { Epoch = 4 }, 99).ShouldBeTrue();
        Seen.IsAbove(Fifth with { Epoch = 9, History = 0 }, 99).ShouldBeTrue();
        Seen.IsAbove(Fifth with { SyncWith = "host1/1/1" }, 69).ShouldBeTrue("the same epoch before its last change");
        Seen.IsAbove(Fifth, 70).ShouldBeFalse();
        Seen.IsAbove(Fifth with { Epoch = 6 }, 71).ShouldBeFalse();
        Seen.IsAbove(Fifth with { Epoch = 6, History = 2 }, 3).ShouldBeFalse("a new record in a new store");
        RecordFloor.None.IsAbove(null, 0).ShouldBeFalse();
    }

    [Fact]
    public void No_state_opens_or_takes_the_lease_by_such_a_record_without_an_operator_who_names_the_server()
    {
        foreach (var state in Enum.GetValues<AgentState>())
        {
            foreach (var observation in Observations.All().Where(static o => o.Record == RecordState.RolledBack && o.Operator != OperatorOrder.NewRecord))
            {
                var row = DecisionTable.Standard.Decide(state, observation);
                row.Actions.ShouldNotContain(AgentAction.TryAcquire, $"{state}: {observation}");
                row.Actions.ShouldNotContain(AgentAction.ForceAcquire, $"{state}: {observation}");
                row.Actions.ShouldNotContain(AgentAction.ClaimAlone, $"{state}: {observation}");
                if (state is AgentState.Fenced or AgentState.CatchingUp or AgentState.Replica or AgentState.Promoting or AgentState.Diverged)
                    (row.Next is { } next && next.IsWritable()).ShouldBeFalse($"{state}: {observation}");
            }
        }
    }

    [Fact]
    public void A_primary_whose_record_is_gone_or_older_closes_itself()
    {
        foreach (var state in Enum.GetValues<AgentState>().Where(static state => state.IsWritable()))
        {
            foreach (var observation in Observations.All().Where(static o =>
                o is { Record: RecordState.RolledBack, Server: ServerCondition.Up }))
                DecisionTable.Standard.Decide(state, observation).Next.ShouldBe(AgentState.Fencing, $"{state}: {observation}");
        }
    }

    [Fact]
    public void Without_a_record_only_data_that_was_made_here_and_never_opened_begins()
    {
        foreach (var observation in Observations.All().Where(static o =>
            o is { Record: RecordState.Absent, Fresh: false, Operator: not OperatorOrder.NewRecord }))
        {
            var row = DecisionTable.Standard.Decide(AgentState.Fenced, observation);
            row.Actions.ShouldNotContain(AgentAction.TryAcquire);
            row.Next.ShouldNotBe(AgentState.Promoting);
        }
    }

    [Fact]
    public void A_newer_record_is_to_be_kept_in_the_same_step_as_what_follows_from_it()
    {
        var agent = Started(RecordFloor.None);
        var output = agent.Answer(new ArbiterSnapshot(Fifth with { Primary = "host1" }, 70, null, 80));

        output.Floor.ShouldBe(new RecordFloor(Fifth with { Primary = "host1" }, 70));
        output.ArbiterRequests.ShouldContain(static request => request.Verb == ArbiterVerb.TryAcquire);
        agent.Answer(new ArbiterSnapshot(Fifth with { Primary = "host1" }, 70, null, 81)).Floor.ShouldBeNull("it is kept already");
    }

    [Fact]
    public void After_a_restart_a_wiped_store_opens_nothing_and_the_status_says_so()
    {
        var agent = Started(Seen);
        var output = agent.Answer(new ArbiterSnapshot(null, 0, null, 1));

        output.ArbiterRequests.ShouldNotContain(static request => request.Verb == ArbiterVerb.TryAcquire);
        output.Floor.ShouldBeNull();
        agent.Core.Status(agent.NowMs).IsRolledBack.ShouldBeTrue();
        agent.Core.Reason.ShouldContain("failover --new-record");
    }

    [Fact]
    public void A_store_that_answers_with_less_than_was_known_when_it_was_asked_was_put_back()
    {
        var agent = Started(RecordFloor.None);
        agent.Answer(new ArbiterSnapshot(Fifth, 70, "host2/1/1", 80));

        agent.Step(new ArbiterObserved(new ArbiterSnapshot(Fifth, 70, null, 75)));
        agent.Core.Status(agent.NowMs).IsRolledBack.ShouldBeFalse("a late message says nothing");
        agent.Answer(new ArbiterSnapshot(Fifth, 70, null, 75));
        agent.Core.Status(agent.NowMs).IsRolledBack.ShouldBeTrue("the record looks the same, and what came after it may be lost");
        agent.Answer(new ArbiterSnapshot(Fifth with { Epoch = 6 }, 76, null, 76));
        agent.Core.Status(agent.NowMs).IsRolledBack.ShouldBeTrue("a claim by what was put back");
        agent.Answer(new ArbiterSnapshot(Fifth with { Epoch = 7, History = 2 }, 77, null, 77));
        agent.Core.Status(agent.NowMs).IsRolledBack.ShouldBeFalse("an operator has started a new one");
    }

    [Fact]
    public void What_the_peer_has_seen_counts_as_well()
    {
        var agent = Started(RecordFloor.None);
        agent.Answer(new ArbiterSnapshot(Fifth with { Primary = "host1", Epoch = 4 }, 60, "host9/1/1", 80));
        agent.Step(new PeerReported(new AgentReport(
            "host2", 1, 1, AgentState.Fenced, 5, null, Attached: false, Settled: false, Closed: false, null, null, "", Revision: 70)));

        agent.Core.Status(agent.NowMs).IsRolledBack.ShouldBeTrue();
    }

    [Fact]
    public void The_operators_new_record_is_above_everything_that_either_host_has_seen()
    {
        var agent = Started(Seen);
        agent.Answer(new ArbiterSnapshot(null, 0, null, 1));
        agent.Step(new OperatorOrdered(OperatorOrder.NewRecord, AboveEpoch: 8, AboveHistory: 3));
        agent.Grant(new ArbiterSnapshot(null, 0, "host1/1/1", 2));
        agent.Finish(AgentAction.FinishApplying);

        agent.Requests.Last(static request => request.Verb == ArbiterVerb.CompareAndSwap).Record.ShouldBe(new ClusterRecord(9, "host1", SyncWith: null, Closed: null, History: 4));
    }

    private Agent Started(RecordFloor floor)
    {
        Agent agent = new(new AgentCore(new AgentIdentity("host1", "host2", 1, Initial: true), _timings, floor));
        agent.Step(Tick.Instance);
        agent.Finish(AgentAction.StartServer);
        agent.Look();
        return agent;
    }

    /// <summary>One core, its mysqld, and an arbiter that says what a test wants.</summary>
    private sealed class Agent(AgentCore core)
    {
        private readonly TransactionSet _data = new();
        private readonly List<DatabaseCommand> _commands = [];

        public AgentCore Core => core;

        public long NowMs { get; private set; } = 1_000;

        public List<ArbiterRequest> Requests { get; } = [];

        public AgentOutput Step(AgentInput input)
        {
            var output = core.Step(++NowMs, input);
            Requests.AddRange(output.ArbiterRequests);
            _commands.AddRange(output.DatabaseCommands);
            return output;
        }

        public void Look() => Step(new DatabaseObserved(new DatabaseFacts(NowMs, ServerCondition.Up, Executed: _data, Received: _data)));

        public void Finish(AgentAction action)
        {
            Step(new CommandFinished(_commands.Last(command => command.Action == action).Id, Succeeded: true, _data));
            Look();
        }

        /// <summary>The answer to a question that is asked now.</summary>
        public AgentOutput Answer(ArbiterSnapshot snapshot)
        {
            NowMs += 250;
            Look();
            return Reply(ArbiterVerb.Observe, snapshot);
        }

        public void Grant(ArbiterSnapshot snapshot) => Reply(ArbiterVerb.TryAcquire, snapshot);

        private AgentOutput Reply(ArbiterVerb verb, ArbiterSnapshot snapshot) =>
            Step(new ArbiterReplied(new ArbiterReply(Requests.Last(request => request.Verb == verb).Id, ArbiterOutcome.Done, snapshot)));
    }
}
