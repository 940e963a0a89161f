using System.Net;
using CloudApp.Topology.Model;
using CloudApp.Topology.Rendering;

namespace CloudApp.Topology.Services;

/// <summary>One of the three votes on who may write.</summary>
internal static class EtcdService
{
    /// <summary>Measured: with these a lease of one second is gone after 1.03 to 1.12 s, with the defaults after 2.</summary>
    private const int HeartbeatMs = 50;
    private const int ElectionTimeoutMs = 500;

    private const string DataDirectory = "/var/lib/etcd";
    private const string RunDirectory = "/run/etcd";
    private const string TlsDirectory = $"{RunDirectory}/tls";

    /// <summary>The image's user, nobody.</summary>
    private const int User = 65534;

    public sealed record Member(string Name, IPAddress Address);

    public static IEnumerable<Member> Members(TopologyPlan plan)
    {
        foreach (var site in plan.Sites)
            yield return new Member(site.Name, site.Data);
        if (plan.Monitor is { } monitor)
            yield return new Member(MonitorHost.Name, monitor.Address);
    }

    public static ComposeService Create(TopologyPlan plan, string name, IPAddress address, bool onAddedAddress)
    {
        var (client, peer) = (plan.Ports.EtcdClient, plan.Ports.EtcdPeer);
        var environment = new ContainerEnvironment()
            .Set("ETCD_NAME", name)
            .Set("ETCD_DATA_DIR", DataDirectory)
            .Set("ETCD_INITIAL_CLUSTER", string.Join(',', Members(plan).Select(member => $"{member.Name}=https://{member.Address}:{peer}")))
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
        environment
            // A peer's packets carry the host's first address, which the plan does not know; the authority's signature decides.
            .Set("ETCD_EXPERIMENTAL_PEER_SKIP_CLIENT_SAN_VERIFICATION", "true")
            .AddSecrets(SecretNames.TlsCaCertificate, SecretNames.TlsCertificate, SecretNames.TlsKey);

        var service = Container.Create(plan, "etcd", memoryMiB: 256, stopSeconds: 10, environment) with
        {
            CpuShares = Container.HeartbeatCpuShares,
            Ports = [Container.Publish(address, client), Container.Publish(address, peer)],
            Tmpfs = ["/tmp", $"{RunDirectory}:uid={User},gid={User},mode=0700"],
            Volumes = [$"etcd-data:{DataDirectory}"],
        };
        return onAddedAddress ? service with { DependsOn = Container.AfterAddresses } : service;
    }
}
