using CloudApp.Topology.Compose;

namespace CloudApp.Topology.Services;

/// <summary>The machine's own metrics, at each of its addresses.</summary>
internal sealed class NodeExporterService : ServiceDefinition
{
    private static readonly PortDefinition Metrics = new(
        "nodeExporter", 9100, Node.Every, Callers.Monitor | Callers.Operator, "The machine's own metrics, at each of its addresses, without a password");

    public override string Name => "node-exporter";
    public override Placement Placement => Placement.EveryMachine;
    public override int MemoryMiB => 128;
    public override int StopSeconds => 5;
    public override bool UsesHostNetwork => true;
    public override IReadOnlyList<PortDefinition> Ports { get; } = [Metrics];
    public override IReadOnlyList<ScrapeJob> ScrapeJobs { get; } = [new("node-exporter", Metrics)];

    protected override ContainerEnvironment Environment(Machine machine) => new ContainerEnvironment()
        .Set("LISTEN", string.Join(' ', machine.Addresses.Select(address => $"{address}:{machine.Ports.NodeExporter}")));

    protected override ComposeService Refine(Machine machine, ComposeService service) => service with
    {
        Pid = "host",
        Volumes = ["/:/host:ro,rslave"],
    };
}
