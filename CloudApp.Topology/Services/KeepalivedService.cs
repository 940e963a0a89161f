using CloudApp.Topology.Rendering;

namespace CloudApp.Topology.Services;

/// <summary>Holds the VIP on the site whose HAProxy answers.</summary>
internal static class KeepalivedService
{
    private const int PriorityOfFirstSite = 100;
    private const int PriorityOfSecondSite = 90;

    public static ComposeService Create(SiteContext context)
    {
        var (plan, site) = (context.Plan, context.Site);
        var environment = new ContainerEnvironment()
            .Set("NIC", site.Nic)
            .Set("LB_ADDRESS", site.Lb)
            .Set("LB_PEER_ADDRESS", context.Peer.Lb)
            .Set("VIP_CIDR", plan.Lan.WithPrefix(plan.Vip.Address))
            .Set("VIP_ADDRESS", plan.Vip.Address)
            .Set("ROUTER_ID", plan.Vip.RouterId)
            .Set("PRIORITY", site.Number == 1 ? PriorityOfFirstSite : PriorityOfSecondSite)
            .Set("ADVERT_SECONDS", plan.Vip.AdvertSeconds)
            .Set("CHECK_URL", $"http://{site.Lb}:{plan.Ports.HaproxyStats}/lb-health");

        return Container.Create(plan, "keepalived", memoryMiB: 64, stopSeconds: 5, environment) with
        {
            CpuShares = Container.HeartbeatCpuShares,
            NetworkMode = Container.HostNetwork,
            DependsOn = new Dictionary<string, ComposeDependency>(StringComparer.Ordinal)
            {
                ["addresses"] = ComposeDependency.Healthy,
                ["haproxy"] = ComposeDependency.Started,
            },
            // VRRP needs the first three; the rest lets it run its check as another user and stop it.
            CapAdd = ["NET_ADMIN", "NET_RAW", "NET_BROADCAST", "SETUID", "SETGID", "KILL", "DAC_OVERRIDE"],
            Tmpfs = ["/tmp", "/run"],
            Volumes = ["./keepalived/keepalived.conf:/etc/keepalived/keepalived.conf:ro"],
        };
    }
}
