using CloudApp.AppHost.Hosts;

namespace CloudApp.AppHost.Services;

/// <summary>keepalived: holds the VIP while its HAProxy answers. It adds the VIP to the node's interface, as on a real host.</summary>
public sealed class KeepalivedResource : NodeServiceResource
{
    internal const string ServiceNameInBundle = "keepalived";

    internal KeepalivedResource(NodeResource node) : base(node, ServiceNameInBundle) { }
}
