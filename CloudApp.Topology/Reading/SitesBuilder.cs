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
            TextRule.Host.Check(path, name, mistakes);
            if (string.Equals(name, MonitorHost.Name, StringComparison.OrdinalIgnoreCase))
                mistakes.Add(path, "is the third machine's name; give the site another one");
            mistakes.AddUnknown(path, $"sites.{Settings.AnyName}", section);
            sites.Add(new Site(
                name,
                sites.Count + 1,
                Settings.Nic.Read(Settings.Nic.PathOf(name), section?.Nic, mistakes),
                Settings.Lb.Read(name, section?.Lb, network, mistakes),
                Settings.App.Read(name, section?.App, network, mistakes),
                Settings.Data.Read(name, section?.Data, network, mistakes)));
        }
        return sites;
    }

    private static string Listed(IEnumerable<string> names) =>
        string.Join(", ", names) is { Length: > 0 } list ? list : "none";
}
