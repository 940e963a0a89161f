using CloudApp.Topology.Compose;

namespace CloudApp.Topology.Services;

/// <summary>Holds the VIP on the site whose HAProxy answers.</summary>
internal sealed class KeepalivedService : ServiceDefinition
{
    private const int PriorityOfFirstSite = 100;
    private const int PriorityOfSecondSite = 90;

    public override string Name => "keepalived";
    public override Placement Placement => Placement.EachHost;
    public override int MemoryMiB => 64;
    public override int StopSeconds => 5;
    public override bool UsesHostNetwork => true;
    public override IReadOnlyList<string> ConfigurationFiles => ["keepalived/keepalived.conf"];

    protected override ContainerEnvironment Environment(Machine machine)
    {
        var (plan, site) = (machine.Plan, machine.Site);
        return new ContainerEnvironment()
            .Set("NIC", site.Nic)
            .Set("LB_ADDRESS", site.Lb)
            .Set("LB_PEER_ADDRESS", machine.Peer.Lb)
            .Set("VIP_CIDR", plan.Lan.WithPrefix(plan.Vip.Address))
            .Set("VIP_ADDRESS", plan.Vip.Address)
            .Set("ROUTER_ID", plan.Vip.RouterId)
            .Set("PRIORITY", site.Number == 1 ? PriorityOfFirstSite : PriorityOfSecondSite)
            .Set("ADVERT_SECONDS", plan.Vip.AdvertSeconds)
            .Set("CHECK_URL", $"http://{site.Lb}:{plan.Ports.HaproxyStats}/lb-health");
    }

    protected override ComposeService Refine(Machine machine, ComposeService service) => service with
    {
        CpuShares = HeartbeatCpuShares,
        DependsOn = new Dictionary<string, ComposeDependency>(service.DependsOn, StringComparer.Ordinal) { ["haproxy"] = ComposeDependency.Started },
        // VRRP needs the first three; the rest lets it run its check as another user and stop it.
        CapAdd = ["NET_ADMIN", "NET_RAW", "NET_BROADCAST", "SETUID", "SETGID", "KILL", "DAC_OVERRIDE"],
        Tmpfs = ["/tmp", "/run"],
        Volumes = ["./keepalived/keepalived.conf:/etc/keepalived/keepalived.conf:ro"],
    };
}
