using CloudApp.Topology.Rendering;

namespace CloudApp.Topology.Services;

/// <summary>Spreads the clients over both applications, and the applications' S3 calls over the object stores, own site first.</summary>
internal static class HaproxyService
{
    public static ComposeService Create(SiteContext context)
    {
        var (plan, site, peer, ports) = (context.Plan, context.Site, context.Peer, context.Ports);
        var environment = new ContainerEnvironment()
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

        return Container.Create(plan, "haproxy", memoryMiB: 256, stopSeconds: 10, environment) with
        {
            NetworkMode = Container.HostNetwork,
            DependsOn = Container.AfterAddresses,
            // Its soft stop: the health URL fails first, so that the VIP moves before the listeners close.
            StopSignal = "SIGUSR1",
            // It binds ports below 1024 and then gives up root.
            CapAdd = ["NET_BIND_SERVICE", "SETUID", "SETGID"],
            Tmpfs = ["/tmp", "/run"],
            Volumes = ["./haproxy/haproxy.cfg:/usr/local/etc/haproxy/haproxy.cfg:ro"],
        };
    }
}
