using CloudApp.AppHost.Hosts;

namespace CloudApp.AppHost.Services;

/// <summary>MySQL under its parent process, the agent. Not Aspire.Hosting.MySql's resource: that runs a server of its own, alone, and nobody who fences it.</summary>
public sealed class MySqlResource : NodeServiceResource
{
    internal const string ServiceNameInBundle = "database";

    internal MySqlResource(NodeResource node) : base(node, ServiceNameInBundle) { }
}
