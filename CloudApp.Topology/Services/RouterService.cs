using CloudApp.Contracts.Settings;
using CloudApp.Topology.Compose;
using CloudApp.Topology.Model;

namespace CloudApp.Topology.Services;

/// <summary>MySQL Router; its parent process follows the agents and writes its destinations.</summary>
internal sealed class RouterService : ServiceDefinition
{
    public override string Name => "router";
    public override string Component => "mysqlrouter";
    public override ImageProgram Program => ImageProgram.Agent;
    public override Placement Placement => Placement.EachHost;
    public override int MemoryMiB => 512;
    public override int StopSeconds => 10;
    public override bool UsesHostNetwork => true;

    public override IReadOnlyList<PortDefinition> Ports { get; } =
    [
        new("mysqlReadWrite", ServicePorts.MySqlReadWrite, Node.Lb, Callers.App, "MySQL Router's way to the primary"),
        new("mysqlReadOnly", ServicePorts.MySqlReadOnly, Node.Lb, Callers.App, "MySQL Router's way to a server for reading"),
    ];

    public override IReadOnlyList<string> ConfigurationFiles => ["mysqlrouter/mysqlrouter.conf"];

    protected override ContainerEnvironment Environment(Machine machine)
    {
        var environment = new ContainerEnvironment()
            .Set(RouterSettingKeys.Site, machine.Site.Name)
            .Set(RouterSettingKeys.BindAddress, machine.Site.Lb)
            .Set(RouterSettingKeys.ReadWritePort, machine.Ports.MysqlReadWrite)
            .Set(RouterSettingKeys.ReadOnlyPort, machine.Ports.MysqlReadOnly);
        foreach (var (index, agent) in machine.Plan.Sites.Index())
        {
            environment
                .Set(RouterSettingKeys.AgentSite(index), agent.Name)
                .Set(RouterSettingKeys.AgentUrl(index), $"http://{agent.Data}:{machine.Ports.Agent}");
        }
        return environment.AddSecrets(SecretNames.AgentToken);
    }

    protected override ComposeService Refine(Machine machine, ComposeService service) => service with
    {
        CpuShares = HeartbeatCpuShares,
        Tmpfs = ["/tmp", AgentTmpfs],
        Volumes = [$"./mysqlrouter/mysqlrouter.conf:{RouterSettingKeys.Template.Default}:ro"],
    };
}
