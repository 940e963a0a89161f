using CloudApp.Topology.Compose;
using CloudApp.Topology.Model;

namespace CloudApp.Topology.Services;

/// <summary>Spreads the clients over both applications, and the applications' S3 calls over the object stores, own site first.</summary>
internal sealed class HaproxyService : ServiceDefinition
{
    private static readonly PortDefinition Statistics = new(
        "haproxyStats", 8404, Node.Lb, Callers.Data | Callers.Monitor | Callers.Operator, "HAProxy's statistics, metrics and health, without a password");

    public override string Name => "haproxy";
    public override Placement Placement => Placement.EachHost;
    public override int MemoryMiB => 256;
    public override int StopSeconds => 10;
    public override bool UsesHostNetwork => true;

    public override IReadOnlyList<PortDefinition> Ports { get; } =
    [
        new("http", 80, Node.Lb, Callers.Clients, "The page and the API; at the VIP as well"),
        new("https", 443, Node.Lb, Callers.Clients, "The same by TLS"),
        Statistics,
        new("s3Proxy", 9000, Node.Lb, Callers.App, "The object stores, own site first"),
    ];

    public override IReadOnlyList<ScrapeJob> ScrapeJobs { get; } = [new("haproxy", Statistics)];
    public override IReadOnlyList<string> ConfigurationFiles => ["haproxy/haproxy.cfg"];

    protected override ContainerEnvironment Environment(Machine machine)
    {
        var (plan, site, peer, ports) = (machine.Plan, machine.Site, machine.Peer, machine.Ports);
        return new ContainerEnvironment()
            .Set("SITE", site.Name)
            .Set("PEER_SITE", peer.Name)
            .Set("LB_ADDRESS", site.Lb)
            .Set("VIP_ADDRESS", plan.Vip.Address)
            .Set("LAN_CIDR", plan.Lan.Network)
            .Set("HTTP_PORT", ports.Http)
            .Set("HTTPS_PORT", ports.Https)
            .Set("STATS_PORT", ports.HaproxyStats)
            .Set("S3_PORT", ports.S3Proxy)
            .Set("APP_OWN", $"{site.App}:{ports.Api}")
            .Set("APP_OWN_NAME", site.AppName)
            .Set("APP_PEER", $"{peer.App}:{ports.Api}")
            .Set("APP_PEER_NAME", peer.AppName)
            .Set("STORE_OWN", $"{site.Data}:{ports.ObjectStore}")
            .Set("STORE_PEER", $"{peer.Data}:{ports.ObjectStore}")
            .AddSecrets(SecretNames.TlsCertificate, SecretNames.TlsKey);
    }

    protected override ComposeService Refine(Machine machine, ComposeService service) => service with
    {
        // Its soft stop: the health URL fails first, so that the VIP moves before the listeners close.
        StopSignal = "SIGUSR1",
        // It binds ports below 1024 and then gives up root.
        CapAdd = ["NET_BIND_SERVICE", "SETUID", "SETGID"],
        Tmpfs = ["/tmp", "/run"],
        Volumes = ["./haproxy/haproxy.cfg:/usr/local/etc/haproxy/haproxy.cfg:ro"],
    };
}
