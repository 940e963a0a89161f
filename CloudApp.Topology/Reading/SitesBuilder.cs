using System.Net;
using CloudApp.Topology.Model;

namespace CloudApp.Topology.Reading;

/// <summary>The two hosts.</summary>
internal static class SitesBuilder
{
    private const int SitesRequired = 2;

    public static IReadOnlyList<Site> Build(Dictionary<string, SiteSection?>? sections, IPNetwork? network, Mistakes mistakes)
    {
        var found = sections ?? [];
        if (found.Count != SitesRequired)
        {
            mistakes.Add("sites", found.Count < SitesRequired
                ? $"{found.Count} of 2 sites described ({Listed(found.Keys)}); describe both, for example host1 and host2"
                : $"{found.Count} sites described ({Listed(found.Keys)}); there are exactly 2");
        }

        var sites = new List<Site>();
        foreach (var (name, section) in found)
        {
            var path = $"sites.{name}";
            Names.Host(path, name, mistakes);
            if (string.Equals(name, MonitorHost.Name, StringComparison.OrdinalIgnoreCase))
                mistakes.Add(path, "is the third machine's name; give the site another one");
            mistakes.AddUnknown(path, section, "nic", "lb", "app", "data");
            sites.Add(new Site(
                name,
                sites.Count + 1,
                Names.Nic($"{path}.nic", section?.Nic, mistakes),
                Addresses.Host($"{path}.lb", section?.Lb, network, mistakes),
                Addresses.Host($"{path}.app", section?.App, network, mistakes),
                Addresses.Host($"{path}.data", section?.Data, network, mistakes)));
        }
        return sites;
    }

    private static string Listed(IEnumerable<string> names) =>
        string.Join(", ", names) is { Length: > 0 } list ? list : "none";
}
