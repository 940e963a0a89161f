using CloudApp.Failover;
using CloudApp.Failover.Table;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Failover;

/// <summary>
/// All pairs of states that two agents can reach together. The lease is the only thing they share here; everything else
/// an agent observes is arbitrary, late or wrong. What the table cannot give, time must: a lease ends only after its
/// holder has been closed, which fence and watchdog guarantee and the simulation proves.
/// </summary>
[Trait("Layer", "pure")]
public sealed class TwoWritersTests
{
    private const int Nobody = -1;

    private static readonly Dictionary<AgentState, HashSet<Move>> Moves = MakeMoves();

    private sealed record Move(bool NeedsLease, AgentState Next, bool Acquires, bool Releases);

    private sealed record Pair(AgentState First, AgentState Second, int Holder)
    {
        public AgentState Of(int agent) => agent == 0 ? First : Second;

        public Pair With(int agent, AgentState state, int holder) =>
            agent == 0 ? new Pair(state, Second, holder) : new Pair(First, state, holder);
    }

    [Fact]
    public void No_two_agents_are_ever_both_writable()
    {
        var reached = Explore();

        reached.Count.ShouldBeGreaterThan(100);
        reached.ShouldContain(pair => pair.First == AgentState.PrimarySync && pair.Second == AgentState.Replica);
        reached.ShouldContain(pair => pair.Second == AgentState.PrimaryAlone && pair.First == AgentState.Boot);
        reached.Where(pair => pair.First.MayBeWritable() && pair.Second.MayBeWritable()).ShouldBeEmpty();
    }

    [Fact]
    public void Whoever_may_write_holds_the_lease()
    {
        var reached = Explore();

        reached.Where(pair => pair.First.MayBeWritable() && pair.Holder != 0).ShouldBeEmpty();
        reached.Where(pair => pair.Second.MayBeWritable() && pair.Holder != 1).ShouldBeEmpty();
    }

    private static HashSet<Pair> Explore()
    {
        Pair start = new(AgentState.Boot, AgentState.Boot, Nobody);
        HashSet<Pair> reached = [start];
        Queue<Pair> open = new([start]);
        while (open.TryDequeue(out var pair))
        {
            foreach (var next in Following(pair).Where(reached.Add))
                open.Enqueue(next);
        }

        return reached;
    }

    private static IEnumerable<Pair> Following(Pair pair)
    {
        for (var agent = 0; agent < 2; agent++)
        {
            var state = pair.Of(agent);
            foreach (var move in Moves[state].Where(move => !move.NeedsLease || pair.Holder == agent))
            {
                var holder = pair.Holder;
                if (move.Releases && holder == agent)
                    holder = Nobody;
                yield return pair.With(agent, move.Next, holder);
                if (move.Acquires && holder == Nobody)
                    yield return pair.With(agent, move.Next, agent);
            }

            // The lease ends: for a server that may be writable the watchdog has killed mysqld before.
            if (pair.Holder == agent)
                yield return pair.With(agent, state.MayBeWritable() ? AgentState.Boot : state, Nobody);
        }
    }

    private static Dictionary<AgentState, HashSet<Move>> MakeMoves()
    {
        Dictionary<AgentState, HashSet<Move>> moves = [];
        foreach (var state in Enum.GetValues<AgentState>())
        {
            moves[state] = [];
            foreach (var observation in Observations.All())
            {
                var row = DecisionTable.Standard.Decide(state, observation);
                moves[state].Add(new Move(
                    observation.Lease == LeaseState.Mine,
                    row.Next ?? state,
                    row.Actions.Contains(AgentAction.TryAcquire) || row.Actions.Contains(AgentAction.ForceAcquire),
                    row.Actions.Contains(AgentAction.ReleaseLease)));
            }
        }

        return moves;
    }
}
