using CloudApp.AppHost.Hosts;

namespace CloudApp.AppHost.Services;

/// <summary>MySQL Router under its keeper, which follows the agents.</summary>
public sealed class MySqlRouterResource : NodeServiceResource
{
    internal const string ServiceNameInBundle = "router";

    internal MySqlRouterResource(NodeResource node) : base(node, ServiceNameInBundle) { }
}
