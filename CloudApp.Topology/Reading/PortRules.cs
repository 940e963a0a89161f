using System.Net;
using CloudApp.Topology.Model;

namespace CloudApp.Topology.Reading;

/// <summary>Two services cannot listen on one address and port. Says which settings collide and which free port to take.</summary>
internal static class PortRules
{
    private const int SuggestionStep = 10;

    public static void Check(TopologyPlan plan, Mistakes mistakes)
    {
        var bindings = Bindings(plan).Where(binding => !binding.Address.Equals(IPAddress.None)).ToList();
        var taken = Ports.Defaults.Keys.Select(name => plan.Ports[name]).ToHashSet();

        // The same pair of settings collides on both hosts: one message names both places.
        var collisions = bindings
            .GroupBy(binding => (binding.Address, binding.Port))
            .SelectMany(group => Pairs([.. group]))
            .GroupBy(pair => (First: pair.First.Setting, Second: pair.Second.Setting));

        foreach (var collision in collisions)
        {
            var (first, second) = collision.First();
            var free = Suggest(second.Port, taken);
            var places = string.Join(" and ", collision.Select(pair => $"{pair.First.Address} ({pair.First.Host})").Distinct(StringComparer.Ordinal));
            mistakes.Add(
                $"ports.{second.Setting}",
                $"{second.Port} is used twice on {places}: also by ports.{first.Setting} ({first.Service}); "
                + $"set ports.{second.Setting} ({second.Service}) to another port, for example {free}, or give the two nodes different addresses");
        }
    }

    private static IEnumerable<Binding> Bindings(TopologyPlan plan)
    {
        foreach (var binding in plan.Sites.SelectMany(site => Binding.Of(site, plan.Ports, plan.UsesEtcd)))
            yield return binding;
        if (plan.Monitor is null)
            yield break;
        foreach (var binding in Binding.Of(plan.Monitor, plan.Ports, plan.UsesEtcd))
            yield return binding;
    }

    private static IEnumerable<(Binding First, Binding Second)> Pairs(IReadOnlyList<Binding> group)
    {
        for (var second = 1; second < group.Count; second++)
            yield return (group[0], group[second]);
    }

    private static int Suggest(int port, HashSet<int> taken)
    {
        var candidate = port;
        do
        {
            candidate = candidate + SuggestionStep <= Ports.Highest ? candidate + SuggestionStep : Ports.Lowest + SuggestionStep;
        }
        while (!taken.Add(candidate));
        return candidate;
    }
}
