using CloudApp.AppHost.Hosts;

namespace CloudApp.AppHost.Services;

/// <summary>The object store of a site. Its own resource because the toolkit's AddMinioContainer is marked obsolete and names an image that its publisher has deleted; the image comes from infra/, MinIO or, where that cannot be had, another store that speaks S3.</summary>
public sealed class MinioResource : NodeServiceResource
{
    internal const string ServiceNameInBundle = "objectstore";

    internal MinioResource(NodeResource node) : base(node, ServiceNameInBundle) { }
}
