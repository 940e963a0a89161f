using CloudApp.Contracts.Settings;
using CloudApp.Topology.Compose;
using CloudApp.Topology.Model;

namespace CloudApp.Topology.Services;

/// <summary>MySQL under its parent process, the agent.</summary>
internal sealed class DatabaseService : ServiceDefinition
{
    private static readonly PortDefinition Agent = new(
        "agent", ServicePorts.Agent, Node.Data, Callers.Lb | Callers.Data | Callers.Monitor | Callers.Operator, "The agent: status, metrics and orders");

    public override string Name => "database";
    public override string Component => "mysql";
    public override ImageProgram Program => ImageProgram.Agent;
    public override Placement Placement => Placement.EachHost;
    public override int MemoryMiB => 2048;
    public override int StopSeconds => 60;
    public override IReadOnlyList<PortDefinition> Ports { get; } = [new("mysql", ServicePorts.MySql, Node.Data, Callers.Lb | Callers.Data, "The MySQL server"), Agent];
    public override IReadOnlyList<ScrapeJob> ScrapeJobs { get; } = [new("agent", Agent)];
    public override IReadOnlyList<string> ConfigurationFiles => ["mysql/my.cnf"];

    protected override ContainerEnvironment Environment(Machine machine)
    {
        var (plan, site, peer, ports) = (machine.Plan, machine.Site, machine.Peer, machine.Ports);
        var environment = new ContainerEnvironment()
            .Set(AgentSettingKeys.Site, site.Name)
            .Set(AgentSettingKeys.PeerSite, peer.Name)
            .Set(AgentSettingKeys.Address, site.Data)
            .Set(AgentSettingKeys.PeerAddress, peer.Data)
            .Set(AgentSettingKeys.MySqlPort, ports.Mysql)
            .Set(AgentSettingKeys.AgentPort, ports.Agent)
            .Set(AgentSettingKeys.ServerId, site.Number)
            .Set(AgentSettingKeys.InitialPrimary, plan.Database.InitialPrimary)
            .Set(AgentSettingKeys.Arbiter, NameOf(plan.Database.Arbiter))
            .Set(AgentSettingKeys.LeaseTtlMs, plan.Database.LeaseTtlMs);
        if (plan.UsesEtcd)
            environment.Set(AgentSettingKeys.EtcdEndpoints, string.Join(',', Machine.Of(plan).Select(member => $"https://{member.DataAddress}:{ports.EtcdClient}")));
        if (plan.Database.Arbiter == Arbiter.Vip)
        {
            environment
                .Set(AgentSettingKeys.VipUrl, $"http://{plan.Vip.Address}:{ports.HaproxyStats}/lb-site")
                .Set(AgentSettingKeys.PeerHostUrl, $"http://{peer.Lb}:{ports.HaproxyStats}/lb-health")
                .Set(AgentSettingKeys.Gateway, plan.Lan.Gateway);
        }
        return environment.AddSecrets(
            SecretNames.MysqlAdminPassword, SecretNames.MysqlReplicationPassword, SecretNames.MysqlAppPassword, SecretNames.MysqlBackupPassword,
            SecretNames.AgentToken,
            SecretNames.TlsCaCertificate, SecretNames.TlsCertificate, SecretNames.TlsKey);
    }

    protected override ComposeService Refine(Machine machine, ComposeService service) => service with
    {
        CpuShares = HeartbeatCpuShares,
        Healthcheck = machine.Ports.Agent == Agent.Default ? null : HealthcheckAt(machine.Ports.Agent),
        Tmpfs = ["/tmp", AgentTmpfs],
        Volumes = [$"mysql-data:{AgentSettingKeys.StateDirectory.Default}", $"./mysql/my.cnf:{AgentSettingKeys.MySqlConfiguration.Default}:ro"],
    };

    private static string NameOf(Arbiter arbiter) => arbiter switch
    {
        Arbiter.Etcd => ArbiterNames.Etcd,
        Arbiter.Vip => ArbiterNames.Vip,
        _ => ArbiterNames.Manual,
    };

    /// <summary>The image asks the agent at its default port; this is the same question at another one.</summary>
    private static ComposeHealthcheck HealthcheckAt(int agentPort) =>
        new(["CMD", "/opt/cloudapp/CloudApp.Agent", "healthcheck", $"http://127.0.0.1:{agentPort}/healthz"]);
}
