using CloudApp.AppHost.Hosts;

namespace CloudApp.AppHost.Services;

/// <summary>Collects the metrics of all machines.</summary>
public sealed class PrometheusResource : NodeServiceResource
{
    internal const string ServiceNameInBundle = "prometheus";

    internal PrometheusResource(NodeResource node) : base(node, ServiceNameInBundle) { }
}
