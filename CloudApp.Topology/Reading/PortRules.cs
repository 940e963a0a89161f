using System.Net;
using CloudApp.Topology.Model;
using CloudApp.Topology.Services;

namespace CloudApp.Topology.Reading;

/// <summary>Two services cannot listen on one address and port. Says which settings collide and which free port to take.</summary>
internal static class PortRules
{
    private const int SuggestionStep = 10;

    public static void Check(TopologyPlan plan, ServiceCatalog catalog, Mistakes mistakes)
    {
        var bindings = catalog.Bindings(plan).Where(binding => !binding.Address.Equals(IPAddress.None)).ToList();
        var taken = catalog.Ports.Select(port => port.In(plan)).ToHashSet();

        // The same pair of settings collides on both hosts: one message names both places.
        var collisions = bindings
            .GroupBy(binding => (binding.Address, binding.Port))
            .SelectMany(group => Pairs([.. group]))
            .GroupBy(pair => (First: pair.First.Key, Second: pair.Second.Key));

        foreach (var collision in collisions)
        {
            var (first, second) = collision.First();
            var free = Suggest(second.Port, taken);
            var places = string.Join(" and ", collision.Select(pair => $"{pair.First.Address} ({pair.First.Host})").Distinct(StringComparer.Ordinal));
            mistakes.Add(
                $"ports.{second.Key}",
                $"{second.Port} is used twice on {places}: also by ports.{first.Key} ({first.Service}); "
                + $"set ports.{second.Key} ({second.Service}) to another port, for example {free}, or give the two nodes different addresses");
        }
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
            candidate = candidate + SuggestionStep <= Ports.Max ? candidate + SuggestionStep : Ports.Min + SuggestionStep;
        }
        while (!taken.Add(candidate));
        return candidate;
    }
}
