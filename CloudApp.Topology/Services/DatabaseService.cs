using CloudApp.Topology.Model;
using CloudApp.Topology.Rendering;

namespace CloudApp.Topology.Services;

/// <summary>MySQL under its parent process, the agent.</summary>
internal static class DatabaseService
{
    public static ComposeService Create(SiteContext context)
    {
        var (plan, site, peer, ports) = (context.Plan, context.Site, context.Peer, context.Ports);
        var environment = new ContainerEnvironment()
            .Set("Agent__Site", site.Name)
            .Set("Agent__PeerSite", peer.Name)
            .Set("Agent__Address", site.Data)
            .Set("Agent__PeerAddress", peer.Data)
            .Set("Agent__MySqlPort", ports.Mysql)
            .Set("Agent__AgentPort", ports.Agent)
            .Set("Agent__ServerId", site.Number)
            .Set("Agent__InitialPrimary", plan.Database.InitialPrimary)
            .Set("Agent__Arbiter", plan.Database.Arbiter.ToString().ToLowerInvariant())
            .Set("Agent__LeaseTtlMs", plan.Database.LeaseTtlMs);
        if (plan.UsesEtcd)
            environment.Set("Agent__EtcdEndpoints", string.Join(',', EtcdService.Members(plan).Select(member => $"https://{member.Address}:{ports.EtcdClient}")));
        if (plan.Database.Arbiter == Arbiter.Vip)
        {
            environment
                .Set("Agent__VipUrl", $"http://{plan.Vip.Address}:{ports.HaproxyStats}/lb-site")
                .Set("Agent__PeerHostUrl", $"http://{peer.Lb}:{ports.HaproxyStats}/lb-health")
                .Set("Agent__Gateway", plan.Lan.Gateway);
        }
        environment.AddSecrets(
            SecretNames.MysqlAdminPassword, SecretNames.MysqlReplicationPassword, SecretNames.MysqlAppPassword, SecretNames.MysqlBackupPassword,
            SecretNames.AgentToken,
            SecretNames.TlsCaCertificate, SecretNames.TlsCertificate, SecretNames.TlsKey);

        return Container.Create(plan, "mysql", memoryMiB: 2048, stopSeconds: 60, environment) with
        {
            CpuShares = Container.HeartbeatCpuShares,
            DependsOn = Container.AfterAddresses,
            Ports = [Container.Publish(site.Data, ports.Mysql), Container.Publish(site.Data, ports.Agent)],
            Healthcheck = ports.Agent == Ports.Defaults["agent"] ? null : HealthcheckAt(ports.Agent),
            Tmpfs = ["/tmp", Container.AgentTmpfs],
            Volumes = ["mysql-data:/var/lib/cloudapp", "./mysql/my.cnf:/etc/cloudapp/my.cnf:ro"],
        };
    }

    /// <summary>The image asks the agent at its default port; this is the same question at another one.</summary>
    private static ComposeHealthcheck HealthcheckAt(int agentPort) =>
        new(["CMD", "/opt/cloudapp/CloudApp.Agent", "healthcheck", $"http://127.0.0.1:{agentPort}/healthz"]);
}
