using CloudApp.AppHost.Hosts;

namespace CloudApp.AppHost.Services;

/// <summary>HAProxy: spreads the clients over both applications, and the applications' S3 calls over the stores.</summary>
public sealed class HaproxyResource : NodeServiceResource
{
    internal const string ServiceNameInBundle = "haproxy";

    internal HaproxyResource(NodeResource node) : base(node, ServiceNameInBundle) { }
}
