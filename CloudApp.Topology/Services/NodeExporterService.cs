using System.Net;
using CloudApp.Topology.Model;
using CloudApp.Topology.Rendering;

namespace CloudApp.Topology.Services;

/// <summary>The machine's own metrics, at each of its addresses.</summary>
internal static class NodeExporterService
{
    public static ComposeService Create(TopologyPlan plan, IEnumerable<IPAddress> addresses, bool onAddedAddresses)
    {
        var environment = new ContainerEnvironment()
            .Set("LISTEN", string.Join(' ', addresses.Select(address => $"{address}:{plan.Ports.NodeExporter}")));

        var service = Container.Create(plan, "node-exporter", memoryMiB: 128, stopSeconds: 5, environment) with
        {
            NetworkMode = Container.HostNetwork,
            Pid = "host",
            Volumes = ["/:/host:ro,rslave"],
        };
        return onAddedAddresses ? service with { DependsOn = Container.AfterAddresses } : service;
    }
}
