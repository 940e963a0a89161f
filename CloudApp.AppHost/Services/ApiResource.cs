using CloudApp.AppHost.Hosts;

namespace CloudApp.AppHost.Services;

/// <summary>The web application.</summary>
public sealed class ApiResource : NodeServiceResource
{
    internal const string ServiceNameInBundle = "api";

    internal ApiResource(NodeResource node) : base(node, ServiceNameInBundle) { }
}
