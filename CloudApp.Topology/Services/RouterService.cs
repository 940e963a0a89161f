using CloudApp.Topology.Rendering;

namespace CloudApp.Topology.Services;

/// <summary>MySQL Router; its parent process follows the agents and writes its destinations.</summary>
internal static class RouterService
{
    public static ComposeService Create(SiteContext context)
    {
        var (plan, site, ports) = (context.Plan, context.Site, context.Ports);
        var environment = new ContainerEnvironment()
            .Set("Router__Site", site.Name)
            .Set("Router__BindAddress", site.Lb)
            .Set("Router__ReadWritePort", ports.MysqlReadWrite)
            .Set("Router__ReadOnlyPort", ports.MysqlReadOnly);
        foreach (var (index, agent) in plan.Sites.Index())
        {
            environment
                .Set($"Router__Agents__{index}__Site", agent.Name)
                .Set($"Router__Agents__{index}__Url", $"http://{agent.Data}:{ports.Agent}");
        }
        environment.AddSecrets(SecretNames.AgentToken);

        return Container.Create(plan, "mysqlrouter", memoryMiB: 512, stopSeconds: 10, environment) with
        {
            CpuShares = Container.HeartbeatCpuShares,
            NetworkMode = Container.HostNetwork,
            DependsOn = Container.AfterAddresses,
            Tmpfs = ["/tmp", Container.AgentTmpfs],
            Volumes = ["./mysqlrouter/mysqlrouter.conf:/etc/cloudapp/mysqlrouter.conf:ro"],
        };
    }
}
