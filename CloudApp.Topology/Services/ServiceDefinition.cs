using CloudApp.Topology.Compose;
using CloudApp.Topology.Model;

namespace CloudApp.Topology.Services;

/// <summary>Which machines run a service.</summary>
internal enum Placement
{
    EachHost,
    Monitor,
    EveryMachine,
}

/// <summary>
/// Everything that the system must know about one service. A new service is a class of its own in this folder, a line in
/// <see cref="ServiceCatalog"/>, and a folder in <c>infra/</c>; all else enumerates the definitions.
/// </summary>
internal abstract class ServiceDefinition
{
    /// <summary>
    /// Eight times an ordinary container's weight, for those whose silence counts as death: a lease of one second
    /// must be renewed in time on a host whose processors are all busy with requests.
    /// </summary>
    protected const int HeartbeatCpuShares = 8192;

    /// <summary>A user id that owns a tmpfs: the database's and the router's, which is MySQL's in its official images.</summary>
    private const int MysqlUser = 999;

    /// <summary>Nothing may start before the host's addresses are there.</summary>
    private static readonly Dictionary<string, ComposeDependency> AfterAddresses = new(StringComparer.Ordinal) { ["addresses"] = ComposeDependency.Healthy };

    /// <summary>Where MySQL's and Router's parent process keeps its sockets and generated files.</summary>
    protected static string AgentTmpfs { get; } = $"/run/cloudapp:uid={MysqlUser},gid={MysqlUser},mode=0750";

    /// <summary>The name in the Compose file.</summary>
    public abstract string Name { get; }

    /// <summary>The image and its folder in <c>infra/</c>. What lies in the folder's <c>rules/</c> becomes Prometheus' rules.</summary>
    public virtual string Component => Name;

    /// <summary>Which of our programs the image holds.</summary>
    public virtual ImageProgram Program => ImageProgram.None;

    public abstract Placement Placement { get; }

    /// <summary>The container's limit.</summary>
    public abstract int MemoryMiB { get; }

    /// <summary>How long stopping may take.</summary>
    public abstract int StopSeconds { get; }

    /// <summary>True: it binds the host's addresses itself. False: its ports are published.</summary>
    public virtual bool UsesHostNetwork => false;

    public virtual IReadOnlyList<PortDefinition> Ports => [];

    public virtual IReadOnlyList<ScrapeJob> ScrapeJobs => [];

    /// <summary>Files of <c>infra/</c> that go into the bundle as they are, at the same path.</summary>
    public virtual IReadOnlyList<string> ConfigurationFiles => [];

    /// <summary>False where the plan does not need it.</summary>
    public virtual bool IsPartOf(TopologyPlan plan) => true;

    public bool RunsOn(Machine machine) => IsPartOf(machine.Plan) && Placement switch
    {
        Placement.EachHost => machine.Host is not null,
        Placement.Monitor => machine.Host is null,
        _ => true,
    };

    /// <summary>All files that a machine's bundle needs for this service.</summary>
    public virtual IEnumerable<BundleFile> Files(Machine machine, ServiceCatalog catalog) => ConfigurationFiles.Select(InfraFiles.Copy);

    /// <summary>The service in a machine's Compose file.</summary>
    public ComposeService Compose(Machine machine) => Refine(machine, new ComposeService
    {
        Image = machine.Plan.Images.Reference(Component),
        PullPolicy = machine.Plan.Images.PullPolicy,
        NetworkMode = UsesHostNetwork ? "host" : null,
        // The third machine has its address already.
        DependsOn = machine.Host is null ? new Dictionary<string, ComposeDependency>(StringComparer.Ordinal) : AfterAddresses,
        MemLimit = $"{MemoryMiB}m",
        StopGracePeriod = $"{StopSeconds}s",
        Ports = UsesHostNetwork ? [] : [.. Ports.SelectMany(port => Published(machine, port))],
        Environment = Environment(machine).Set("TZ", machine.Plan.TimeZone),
        Tmpfs = ["/tmp"],
    });

    /// <summary>Settings and secrets. The bundle's <c>.env</c> has exactly the secrets that its services ask for here.</summary>
    protected virtual ContainerEnvironment Environment(Machine machine) => [];

    /// <summary>What differs from an ordinary container: rights, volumes, start order.</summary>
    protected virtual ComposeService Refine(Machine machine, ComposeService service) => service;

    // On its own address only, never on all of the host's.
    private static IEnumerable<string> Published(Machine machine, PortDefinition port) =>
        machine.AddressesOf(port.At).Select(address => $"{address}:{port.In(machine.Plan)}:{port.InnerPort ?? port.In(machine.Plan)}");
}
