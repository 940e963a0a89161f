using CloudApp.Topology.Compose;

namespace CloudApp.Topology.Services;

/// <summary>Collects the metrics of both sites.</summary>
internal sealed class PrometheusService : ServiceDefinition
{
    private const string ConfigurationFile = "prometheus/prometheus.yml";
    private const string Jobs = "scrape_configs:\n";

    public override string Name => "prometheus";
    public override Placement Placement => Placement.Monitor;
    public override int MemoryMiB => 1024;
    public override int StopSeconds => 30;

    public override IReadOnlyList<PortDefinition> Ports { get; } =
        [new("prometheus", 9090, Node.Every, Callers.Operator, "Prometheus, on the third machine, without a password") { InnerPort = 9090 }];

    /// <summary>The configuration with every service's job, their targets, and the rules that lie in the services' folders.</summary>
    public override IEnumerable<BundleFile> Files(Machine machine, ServiceCatalog catalog)
    {
        var configuration = InfraFiles.Read(ConfigurationFile).Split(Jobs, 2);
        yield return new BundleFile(ConfigurationFile, configuration[0] + Jobs + ScrapeFiles.Jobs(catalog, machine.Plan) + configuration[1]);
        var components = catalog.Services.Where(service => service.IsPartOf(machine.Plan)).Select(service => service.Component);
        foreach (var path in components.Distinct(StringComparer.Ordinal).SelectMany(component => InfraFiles.In($"{component}/rules")))
            yield return new BundleFile($"prometheus/rules/{Path.GetFileName(path)}", InfraFiles.Read(path));
        foreach (var file in ScrapeFiles.Targets(catalog, machine.Plan))
            yield return file;
    }

    protected override ComposeService Refine(Machine machine, ComposeService service) => service with
    {
        Volumes =
        [
            "prometheus-data:/prometheus",
            "./prometheus/prometheus.yml:/etc/prometheus/prometheus.yml:ro",
            "./prometheus/rules:/etc/prometheus/rules:ro",
            "./prometheus/targets:/etc/prometheus/targets:ro",
        ],
    };
}
