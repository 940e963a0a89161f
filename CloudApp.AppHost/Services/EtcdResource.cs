using CloudApp.AppHost.Hosts;

namespace CloudApp.AppHost.Services;

/// <summary>One of the three votes on who may write.</summary>
public sealed class EtcdResource : NodeServiceResource
{
    internal const string ServiceNameInBundle = "etcd";

    internal EtcdResource(NodeResource node) : base(node, ServiceNameInBundle) { }
}
