using CloudApp.Topology.Compose;
using CloudApp.Topology.Model;

namespace CloudApp.Topology.Services;

/// <summary>The S3 object store of a site. The two know nothing of each other: the application writes to both.</summary>
internal sealed class ObjectStoreService : ServiceDefinition
{
    public const string Bucket = "uploads";

    public override string Name => "objectstore";
    public override Placement Placement => Placement.EachHost;
    public override int MemoryMiB => 2048;
    public override int StopSeconds => 30;

    public override IReadOnlyList<PortDefinition> Ports { get; } =
    [
        new("objectStore", 9000, Node.Data, Callers.Lb | Callers.App | Callers.Data, "The site's object store (S3)"),
        new("objectStoreConsole", 9001, Node.Data, Callers.Operator, "The object store's console"),
    ];

    protected override ContainerEnvironment Environment(Machine machine) => new ContainerEnvironment()
        .Set("STORE_SITE", machine.Site.Name)
        .Set("STORE_PORT", machine.Ports.ObjectStore)
        .Set("STORE_CONSOLE_PORT", machine.Ports.ObjectStoreConsole)
        .Set("STORE_BUCKET", Bucket)
        .AddSecrets(SecretNames.StoreRootUser, SecretNames.StoreRootPassword, SecretNames.StoreAppAccessKey, SecretNames.StoreAppSecretKey);

    protected override ComposeService Refine(Machine machine, ComposeService service) => service with
    {
        Tmpfs = ["/tmp", "/run:mode=1777"],
        Volumes = ["store-data:/data"],
    };
}
