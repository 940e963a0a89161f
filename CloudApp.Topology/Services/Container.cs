using CloudApp.Topology.Model;
using CloudApp.Topology.Rendering;

namespace CloudApp.Topology.Services;

/// <summary>What all services share; each one adds only what it needs.</summary>
internal static class Container
{
    public const string HostNetwork = "host";

    /// <summary>A user id that owns a tmpfs: the database's and the router's, which is MySQL's in its official images.</summary>
    private const int MysqlUser = 999;

    /// <summary>
    /// Eight times an ordinary container's weight, for those whose silence counts as death: a lease of one second
    /// must be renewed in time on a host whose processors are all busy with requests.
    /// </summary>
    public const int HeartbeatCpuShares = 8192;

    /// <summary>Where MySQL's and Router's parent process keeps its sockets and generated files.</summary>
    public static string AgentTmpfs { get; } = $"/run/cloudapp:uid={MysqlUser},gid={MysqlUser},mode=0750";

    /// <summary>Nothing may be there before the host's addresses are.</summary>
    public static IReadOnlyDictionary<string, ComposeDependency> AfterAddresses { get; } =
        new Dictionary<string, ComposeDependency>(StringComparer.Ordinal) { ["addresses"] = ComposeDependency.Healthy };

    public static ComposeService Create(
        TopologyPlan plan, string component, int memoryMiB, int stopSeconds, ContainerEnvironment environment) => new()
        {
            Image = plan.Images.Reference(component),
            PullPolicy = plan.Images.PullPolicy,
            MemLimit = $"{memoryMiB}m",
            StopGracePeriod = $"{stopSeconds}s",
            Environment = environment.Set("TZ", plan.TimeZone),
            Tmpfs = ["/tmp"],
        };

    /// <summary>One port, published on one address only.</summary>
    public static string Publish(System.Net.IPAddress address, int port) => $"{address}:{port}:{port}";
}
