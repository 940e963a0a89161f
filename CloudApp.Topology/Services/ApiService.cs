using CloudApp.Topology.Compose;
using CloudApp.Topology.Model;

namespace CloudApp.Topology.Services;

/// <summary>The web application. It reaches database and object store through its own load balancer, else through the peer's.</summary>
internal sealed class ApiService : ServiceDefinition
{
    private const string DatabaseName = "cloud_app";
    private const string DatabaseUser = "cloudapp";
    private const string SpoolDirectory = "/var/spool/cloudapp";

    private static readonly PortDefinition Http = new("api", 8000, Node.App, Callers.Lb | Callers.Monitor | Callers.Operator, "The application itself")
    {
        InnerPort = 8000,
    };

    public override string Name => "api";
    public override ImageProgram Program => ImageProgram.Api;
    public override Placement Placement => Placement.EachHost;
    public override int MemoryMiB => 512;
    public override int StopSeconds => 30;
    public override IReadOnlyList<PortDefinition> Ports { get; } = [Http];
    public override IReadOnlyList<ScrapeJob> ScrapeJobs { get; } = [new("api", Http)];

    protected override ContainerEnvironment Environment(Machine machine)
    {
        var (site, peer, ports) = (machine.Site, machine.Peer, machine.Ports);
        return new ContainerEnvironment()
            .Set("CloudApp__Site", site.Name)
            .Set("CloudApp__Node", site.AppName)
            .Set("CloudApp__SpoolDirectory", SpoolDirectory)
            .SetComposed("ConnectionStrings__clouddb", Connection(machine, ports.MysqlReadWrite))
            .SetComposed("ConnectionStrings__clouddbreadonly", Connection(machine, ports.MysqlReadOnly))
            .Set("ObjectStore__Endpoints__0", $"http://{site.Lb}:{ports.S3Proxy}")
            .Set("ObjectStore__Endpoints__1", $"http://{peer.Lb}:{ports.S3Proxy}")
            // Past the load balancers: which site has an object, only that site's store can tell.
            .Set($"ObjectStore__Sites__{site.Name}", $"http://{site.Data}:{ports.ObjectStore}")
            .Set($"ObjectStore__Sites__{peer.Name}", $"http://{peer.Data}:{ports.ObjectStore}")
            .Set("ObjectStore__Bucket", ObjectStoreService.Bucket)
            .SetComposed("ObjectStore__AccessKey", ContainerEnvironment.Secret(SecretNames.StoreAppAccessKey))
            .SetComposed("ObjectStore__SecretKey", ContainerEnvironment.Secret(SecretNames.StoreAppSecretKey));
    }

    protected override ComposeService Refine(Machine machine, ComposeService service) => service with
    {
        // On disk: an upload may be larger than what memory should hold.
        Volumes = [$"api-spool:{SpoolDirectory}"],
    };

    private static string Connection(Machine machine, int port) =>
        ContainerEnvironment.Literal($"Server={machine.Site.Lb},{machine.Peer.Lb};Port={port};Database={DatabaseName};User ID={DatabaseUser};")
        + $"Password={ContainerEnvironment.Secret(SecretNames.MysqlAppPassword)};"
        + ContainerEnvironment.Literal("LoadBalance=FailOver;SslMode=Required");
}
