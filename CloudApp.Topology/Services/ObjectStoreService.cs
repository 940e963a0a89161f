using CloudApp.Topology.Rendering;

namespace CloudApp.Topology.Services;

/// <summary>The S3 object store of a site; both sites replicate to each other.</summary>
internal static class ObjectStoreService
{
    public const string Bucket = "uploads";

    public static ComposeService Create(SiteContext context)
    {
        var (site, peer, ports) = (context.Site, context.Peer, context.Ports);
        var environment = new ContainerEnvironment()
            .Set("STORE_SITE", site.Name)
            .Set("STORE_PEER_SITE", peer.Name)
            .Set("STORE_ADDRESS", site.Data)
            .Set("STORE_PEER_ADDRESS", peer.Data)
            .Set("STORE_PORT", ports.ObjectStore)
            .Set("STORE_CONSOLE_PORT", ports.ObjectStoreConsole)
            .Set("STORE_FIRST", site.Number == 1 ? "true" : "false")
            .Set("STORE_BUCKET", Bucket)
            .AddSecrets(
                SecretNames.StoreRootUser, SecretNames.StoreRootPassword,
                SecretNames.StoreAppAccessKey, SecretNames.StoreAppSecretKey,
                SecretNames.StoreSyncAccessKey, SecretNames.StoreSyncSecretKey);

        return Container.Create(context.Plan, "objectstore", memoryMiB: 2048, stopSeconds: 30, environment) with
        {
            DependsOn = Container.AfterAddresses,
            Ports = [Container.Publish(site.Data, ports.ObjectStore), Container.Publish(site.Data, ports.ObjectStoreConsole)],
            Tmpfs = ["/tmp", "/run:mode=1777"],
            Volumes = ["store-data:/data"],
        };
    }
}
