using System.Text.Json;
using System.Text.Json.Serialization;
using CloudApp.Topology.Model;

namespace CloudApp.Topology.Rendering;

/// <summary>What Prometheus scrapes, one file per job, in its file discovery's format.</summary>
internal static class PrometheusTargets
{
    public static IEnumerable<BundleFile> Files(TopologyPlan plan, MonitorHost monitor)
    {
        yield return File("node-exporter",
        [
            .. plan.Sites.SelectMany(site => Nodes(site, plan.Ports.NodeExporter)),
            Group(MonitorHost.Name, MonitorHost.Name, $"{monitor.Address}:{plan.Ports.NodeExporter}"),
        ]);
        yield return File("haproxy", plan.Sites.Select(site => Group(site.Name, "lb", $"{site.Lb}:{plan.Ports.HaproxyStats}")));
        yield return File("api", plan.Sites.Select(site => Group(site.Name, site.AppName, $"{site.App}:{plan.Ports.Api}")));
        yield return File("agent", plan.Sites.Select(site => Group(site.Name, "data", $"{site.Data}:{plan.Ports.Agent}")));
        yield return File("backup", plan.Sites.Select(site => Group(site.Name, "data", $"{site.Data}:{plan.Ports.Backup}")));
    }

    private static IEnumerable<TargetGroup> Nodes(Site site, int port) =>
        new[] { ("lb", site.Lb), ("app", site.App), ("data", site.Data) }
            .GroupBy(node => node.Item2)
            .Select(nodes => Group(site.Name, string.Join('-', nodes.Select(node => node.Item1)), $"{nodes.Key}:{port}"));

    private static TargetGroup Group(string site, string node, string target) =>
        new([target], new SortedDictionary<string, string>(StringComparer.Ordinal) { ["node"] = node, ["site"] = site });

    private static BundleFile File(string job, IEnumerable<TargetGroup> groups) =>
        new($"prometheus/targets/{job}.json", JsonSerializer.Serialize([.. groups], PrometheusTargetsContext.Default.TargetGroupArray) + "\n");
}

internal sealed record TargetGroup(IReadOnlyList<string> Targets, IReadOnlyDictionary<string, string> Labels);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(TargetGroup[]))]
internal sealed partial class PrometheusTargetsContext : JsonSerializerContext;
