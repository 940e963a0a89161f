using CloudApp.Topology.Rendering;

namespace CloudApp.Topology.Services;

/// <summary>The web application. It reaches database and object store through its own load balancer, else through the peer's.</summary>
internal static class ApiService
{
    /// <summary>The image's port, where nothing else listens.</summary>
    private const int InnerPort = 8000;

    private const string DatabaseName = "cloud_app";
    private const string DatabaseUser = "cloudapp";
    private const string SpoolDirectory = "/var/spool/cloudapp";

    public static ComposeService Create(SiteContext context)
    {
        var (site, peer, ports) = (context.Site, context.Peer, context.Ports);
        var environment = new ContainerEnvironment()
            .Set("CloudApp__Site", site.Name)
            .Set("CloudApp__Node", site.AppName)
            .Set("CloudApp__SpoolDirectory", SpoolDirectory)
            .SetComposed("ConnectionStrings__clouddb", Connection(context, ports.MysqlReadWrite))
            .SetComposed("ConnectionStrings__clouddbreadonly", Connection(context, ports.MysqlReadOnly))
            .Set("ObjectStore__Endpoints__0", $"http://{site.Lb}:{ports.S3Proxy}")
            .Set("ObjectStore__Endpoints__1", $"http://{peer.Lb}:{ports.S3Proxy}")
            // Past the load balancers: which site has an object, only that site's store can tell.
            .Set($"ObjectStore__Sites__{site.Name}", $"http://{site.Data}:{ports.ObjectStore}")
            .Set($"ObjectStore__Sites__{peer.Name}", $"http://{peer.Data}:{ports.ObjectStore}")
            .Set("ObjectStore__Bucket", ObjectStoreService.Bucket)
            .SetComposed("ObjectStore__AccessKey", ContainerEnvironment.Secret(SecretNames.StoreAppAccessKey))
            .SetComposed("ObjectStore__SecretKey", ContainerEnvironment.Secret(SecretNames.StoreAppSecretKey));

        return Container.Create(context.Plan, "api", memoryMiB: 512, stopSeconds: 30, environment) with
        {
            DependsOn = Container.AfterAddresses,
            Ports = [$"{site.App}:{ports.Api}:{InnerPort}"],
            // On disk: an upload may be larger than what memory should hold.
            Volumes = [$"api-spool:{SpoolDirectory}"],
        };
    }

    private static string Connection(SiteContext context, int port) =>
        ContainerEnvironment.Literal($"Server={context.Site.Lb},{context.Peer.Lb};Port={port};Database={DatabaseName};User ID={DatabaseUser};")
        + $"Password={ContainerEnvironment.Secret(SecretNames.MysqlAppPassword)};"
        + ContainerEnvironment.Literal("LoadBalance=FailOver;SslMode=Required");
}
