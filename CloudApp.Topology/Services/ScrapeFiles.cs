using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using CloudApp.Topology.Model;

namespace CloudApp.Topology.Services;

/// <summary>What Prometheus scrapes: a job for each that a service declares, with its targets in Prometheus' file discovery's format.</summary>
internal static class ScrapeFiles
{
    /// <summary>The jobs as part of <c>scrape_configs</c>, by node from the whole machine down to the data.</summary>
    public static string Jobs(ServiceCatalog catalog, TopologyPlan plan) =>
        string.Concat(Scraped(catalog, plan).Select(scraped => scraped.Job).OrderBy(job => job.Port.At).Select(job => $"""
              - job_name: {job.Name}
                file_sd_configs:
                  - files: [/etc/prometheus/targets/{job.Name}.json]


            """));

    /// <summary>One file of targets per job.</summary>
    public static IEnumerable<BundleFile> Targets(ServiceCatalog catalog, TopologyPlan plan)
    {
        foreach (var (service, job) in Scraped(catalog, plan))
        {
            TargetGroup[] groups = [.. Machine.Of(plan).Where(service.RunsOn).SelectMany(machine => Groups(machine, job.Port))];
            yield return new BundleFile(
                $"prometheus/targets/{job.Name}.json", JsonSerializer.Serialize(groups, ScrapeFilesContext.Default.TargetGroupArray) + "\n");
        }
    }

    private static IEnumerable<(ServiceDefinition Service, ScrapeJob Job)> Scraped(ServiceCatalog catalog, TopologyPlan plan) =>
        from service in catalog.Services
        where service.IsPartOf(plan)
        from job in service.ScrapeJobs
        select (service, job);

    private static IEnumerable<TargetGroup> Groups(Machine machine, PortDefinition port)
    {
        if (machine.Host is not { } site)
            return [Group(machine.Name, machine.Addresses[0])];
        return port.At switch
        {
            Node.Lb => [Group("lb", site.Lb)],
            Node.App => [Group(site.AppName, site.App)],
            Node.Data => [Group("data", site.Data)],
            // Nodes that share an address are one target, which carries all their names.
            _ => new[] { ("lb", site.Lb), ("app", site.App), ("data", site.Data) }
                .GroupBy(node => node.Item2)
                .Select(nodes => Group(string.Join('-', nodes.Select(node => node.Item1)), nodes.Key)),
        };

        TargetGroup Group(string node, IPAddress address) => new(
            [$"{address}:{port.In(machine.Plan)}"],
            new SortedDictionary<string, string>(StringComparer.Ordinal) { ["node"] = node, ["site"] = machine.Name });
    }
}

internal sealed record TargetGroup(IReadOnlyList<string> Targets, IReadOnlyDictionary<string, string> Labels);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(TargetGroup[]))]
internal sealed partial class ScrapeFilesContext : JsonSerializerContext;
