using CloudApp.Topology.Model;
using CloudApp.Topology.Rendering;

namespace CloudApp.Topology.Services;

/// <summary>Collects the metrics of both sites.</summary>
internal static class PrometheusService
{
    /// <summary>The port inside its container, where nothing else listens.</summary>
    private const int InnerPort = 9090;

    public static ComposeService Create(TopologyPlan plan, MonitorHost monitor) =>
        Container.Create(plan, "prometheus", memoryMiB: 1024, stopSeconds: 30, new ContainerEnvironment()) with
        {
            Ports = [$"{monitor.Address}:{plan.Ports.Prometheus}:{InnerPort}"],
            Volumes =
            [
                "prometheus-data:/prometheus",
                "./prometheus/prometheus.yml:/etc/prometheus/prometheus.yml:ro",
                "./prometheus/rules:/etc/prometheus/rules:ro",
                "./prometheus/targets:/etc/prometheus/targets:ro",
            ],
        };
}
