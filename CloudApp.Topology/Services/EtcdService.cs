using CloudApp.Topology.Compose;
using CloudApp.Topology.Model;

namespace CloudApp.Topology.Services;

/// <summary>One of the three votes on who may write.</summary>
internal sealed class EtcdService : ServiceDefinition
{
    /// <summary>Measured: with these a lease of one second is gone after 1.03 to 1.12 s, with the defaults after 2.</summary>
    private const int HeartbeatMs = 50;
    private const int ElectionTimeoutMs = 500;

    private const string DataDirectory = "/var/lib/etcd";
    private const string RunDirectory = "/run/etcd";
    private const string TlsDirectory = $"{RunDirectory}/tls";

    /// <summary>The image's user, nobody.</summary>
    private const int User = 65534;

    public override string Name => "etcd";
    public override Placement Placement => Placement.EveryMachine;
    public override int MemoryMiB => 256;
    public override int StopSeconds => 10;

    public override IReadOnlyList<PortDefinition> Ports { get; } =
    [
        new("etcdClient", 2379, Node.Data, Callers.Data, "The votes, for the agents"),
        new("etcdPeer", 2380, Node.Data, Callers.Data | Callers.Monitor, "The votes, among themselves"),
    ];

    public override bool IsPartOf(TopologyPlan plan) => plan.UsesEtcd;

    protected override ContainerEnvironment Environment(Machine machine)
    {
        var (plan, address, client, peer) = (machine.Plan, machine.DataAddress, machine.Ports.EtcdClient, machine.Ports.EtcdPeer);
        var environment = new ContainerEnvironment()
            .Set("ETCD_NAME", machine.Name)
            .Set("ETCD_DATA_DIR", DataDirectory)
            .Set("ETCD_INITIAL_CLUSTER", string.Join(',', Machine.Of(plan).Select(member => $"{member.Name}=https://{member.DataAddress}:{peer}")))
            .Set("ETCD_INITIAL_CLUSTER_STATE", "new")
            .Set("ETCD_INITIAL_CLUSTER_TOKEN", plan.Name)
            .Set("ETCD_LISTEN_CLIENT_URLS", $"https://0.0.0.0:{client}")
            .Set("ETCD_ADVERTISE_CLIENT_URLS", $"https://{address}:{client}")
            .Set("ETCD_LISTEN_PEER_URLS", $"https://0.0.0.0:{peer}")
            .Set("ETCD_INITIAL_ADVERTISE_PEER_URLS", $"https://{address}:{peer}")
            .Set("ETCD_HEARTBEAT_INTERVAL", HeartbeatMs)
            .Set("ETCD_ELECTION_TIMEOUT", ElectionTimeoutMs);
        foreach (var side in new[] { "ETCD", "ETCD_PEER" })
        {
            environment
                .Set($"{side}_TRUSTED_CA_FILE", $"{TlsDirectory}/ca.pem")
                .Set($"{side}_CERT_FILE", $"{TlsDirectory}/cert.pem")
                .Set($"{side}_KEY_FILE", $"{TlsDirectory}/key.pem")
                .Set($"{side}_CLIENT_CERT_AUTH", "true");
        }
        return environment
            // A peer's packets carry the host's first address, which the plan does not know; the authority's signature decides.
            .Set("ETCD_EXPERIMENTAL_PEER_SKIP_CLIENT_SAN_VERIFICATION", "true")
            .AddSecrets(SecretNames.TlsCaCertificate, SecretNames.TlsCertificate, SecretNames.TlsKey);
    }

    protected override ComposeService Refine(Machine machine, ComposeService service) => service with
    {
        CpuShares = HeartbeatCpuShares,
        Tmpfs = ["/tmp", $"{RunDirectory}:uid={User},gid={User},mode=0700"],
        Volumes = [$"etcd-data:{DataDirectory}"],
    };
}
