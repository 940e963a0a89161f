using CloudApp.Contracts.Settings;
using CloudApp.MySql;
using CloudApp.Topology.Compose;
using CloudApp.Topology.Model;

namespace CloudApp.Topology.Services;

/// <summary>The web application. It reaches database and object store through its own load balancer, else through the peer's.</summary>
internal sealed class ApiService : ServiceDefinition
{
    private const string SpoolDirectory = "/var/spool/cloudapp";

    private static readonly PortDefinition Http = new("api", ServicePorts.Api, Node.App, Callers.Lb | Callers.Monitor | Callers.Operator, "The application itself")
    {
        InnerPort = ServicePorts.Api,
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
            .Set(ApplicationSettingKeys.Site, site.Name)
            .Set(ApplicationSettingKeys.Node, site.AppName)
            .Set(ApplicationSettingKeys.SpoolDirectory, SpoolDirectory)
            .SetComposed(ApplicationSettingKeys.WriteConnection.Variable, Connection(machine, ports.MysqlReadWrite))
            .SetComposed(ApplicationSettingKeys.ReadConnection.Variable, Connection(machine, ports.MysqlReadOnly))
            .Set(ObjectStoreSettingKeys.Endpoints.VariableAt(0), $"http://{site.Lb}:{ports.S3Proxy}")
            .Set(ObjectStoreSettingKeys.Endpoints.VariableAt(1), $"http://{peer.Lb}:{ports.S3Proxy}")
            // Past the load balancers: which site has an object, only that site's store can tell.
            .Set(ObjectStoreSettingKeys.Sites.VariableAt(site.Name), $"http://{site.Data}:{ports.ObjectStore}")
            .Set(ObjectStoreSettingKeys.Sites.VariableAt(peer.Name), $"http://{peer.Data}:{ports.ObjectStore}")
            .Set(ObjectStoreSettingKeys.Bucket, ObjectStoreService.Bucket)
            .SetComposed(ObjectStoreSettingKeys.AccessKey.Variable, ContainerEnvironment.Secret(SecretNames.StoreAppAccessKey))
            .SetComposed(ObjectStoreSettingKeys.SecretKey.Variable, ContainerEnvironment.Secret(SecretNames.StoreAppSecretKey));
    }

    protected override ComposeService Refine(Machine machine, ComposeService service) => service with
    {
        // On disk: an upload may be larger than what memory should hold.
        Volumes = [$"api-spool:{SpoolDirectory}"],
    };

    private static string Connection(Machine machine, int port) =>
        ContainerEnvironment.Literal($"Server={machine.Site.Lb},{machine.Peer.Lb};Port={port};Database={SchemaNames.Application};User ID={AccountNames.Application};")
        + $"Password={ContainerEnvironment.Secret(SecretNames.MysqlAppPassword)};"
        + ContainerEnvironment.Literal("LoadBalance=FailOver;SslMode=Required");
}
