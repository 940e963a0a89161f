using System.Net;
using CloudApp.Topology.Model;

namespace CloudApp.Topology.Reading;

/// <summary>One address belongs to one machine. The nodes of one host may share theirs.</summary>
internal static class AddressRules
{
    private sealed record Use(string Owner, string Setting, IPAddress Address);

    public static void Check(TopologyPlan plan, Mistakes mistakes)
    {
        foreach (var shared in Uses(plan).Where(use => !use.Address.Equals(IPAddress.None)).GroupBy(use => use.Address))
        {
            var owners = shared.DistinctBy(use => use.Owner, StringComparer.Ordinal).ToList();
            if (owners.Count < 2)
                continue;
            // The first one keeps the address; each other owner hears about it at its own setting.
            foreach (var other in owners.Skip(1))
                mistakes.Add(other.Setting, $"{shared.Key} is used twice: it is also {owners[0].Setting}; choose another address");
        }
    }

    private static IEnumerable<Use> Uses(TopologyPlan plan)
    {
        yield return new Use("gateway", "lan.gateway", plan.Lan.Gateway);
        foreach (var site in plan.Sites)
        {
            yield return new Use(site.Name, $"sites.{site.Name}.lb", site.Lb);
            yield return new Use(site.Name, $"sites.{site.Name}.app", site.App);
            yield return new Use(site.Name, $"sites.{site.Name}.data", site.Data);
        }
        if (plan.Monitor is not null)
            yield return new Use(MonitorHost.Name, "monitor.address", plan.Monitor.Address);
        yield return new Use("vip", "vip.address", plan.Vip.Address);
    }
}
