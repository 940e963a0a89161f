using CloudApp.Topology.Rendering;

namespace CloudApp.Topology.Services;

/// <summary>The S3 object store of a site. The two know nothing of each other: the application writes to both.</summary>
internal static class ObjectStoreService
{
    public const string Bucket = "uploads";

    public static ComposeService Create(SiteContext context)
    {
        var (site, ports) = (context.Site, context.Ports);
        var environment = new ContainerEnvironment()
            .Set("STORE_SITE", site.Name)
            .Set("STORE_PORT", ports.ObjectStore)
            .Set("STORE_CONSOLE_PORT", ports.ObjectStoreConsole)
            .Set("STORE_BUCKET", Bucket)
            .AddSecrets(
                SecretNames.StoreRootUser, SecretNames.StoreRootPassword,
                SecretNames.StoreAppAccessKey, SecretNames.StoreAppSecretKey);

        return Container.Create(context.Plan, "objectstore", memoryMiB: 2048, stopSeconds: 30, environment) with
        {
            DependsOn = Container.AfterAddresses,
            Ports = [Container.Publish(site.Data, ports.ObjectStore), Container.Publish(site.Data, ports.ObjectStoreConsole)],
            Tmpfs = ["/tmp", "/run:mode=1777"],
            Volumes = ["store-data:/data"],
        };
    }
}
