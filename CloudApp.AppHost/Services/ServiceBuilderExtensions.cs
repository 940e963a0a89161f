using CloudApp.AppHost.Hosts;
using CloudApp.AppHost.Vip;

namespace CloudApp.AppHost.Services;

/// <summary>The services of the plan, each on its node.</summary>
internal static class ServiceBuilderExtensions
{
    internal const string ApiServiceName = "api";

    /// <summary>Adds a vote on who may write.</summary>
    public static IResourceBuilder<NodeServiceResource> AddEtcd(this IResourceBuilder<NodeResource> node) =>
        node.AddService("etcd").WithIconName("PeopleTeam");

    /// <summary>Adds MySQL and its agent, with a link to what the agent says.</summary>
    public static IResourceBuilder<NodeServiceResource> AddMySql(this IResourceBuilder<NodeResource> node, IResourceBuilder<VipResource> vip)
    {
        var agent = vip.Forward($"{node.Resource.Host.Name}-agent", node.Resource.Address, node.Resource.Host.Lan.Plan.Ports.Agent);
        return node.AddService("database", hasTelemetry: true)
            .WithIconName("Database")
            .WithUrl(ReferenceExpression.Create($"{agent.Property(EndpointProperty.Url)}/status"), "Agent");
    }

    /// <summary>Adds the object store, with a link to its console.</summary>
    public static IResourceBuilder<NodeServiceResource> AddObjectStore(this IResourceBuilder<NodeResource> node, IResourceBuilder<VipResource> vip)
    {
        var console = vip.Forward($"{node.Resource.Host.Name}-console", node.Resource.Address, node.Resource.Host.Lan.Plan.Ports.ObjectStoreConsole);
        return node.AddService("objectstore")
            .WithIconName("FolderOpen")
            .WithUrl(ReferenceExpression.Create($"{console.Property(EndpointProperty.Url)}"), "Console");
    }

    /// <summary>Adds MySQL Router; a developer's own client reaches the primary through it.</summary>
    public static IResourceBuilder<NodeServiceResource> AddMySqlRouter(this IResourceBuilder<NodeResource> node, IResourceBuilder<VipResource> vip)
    {
        var (host, ports) = (node.Resource.Host, node.Resource.Host.Lan.Plan.Ports);
        vip.Forward($"{host.Name}-mysql", node.Resource.Address, ports.MysqlReadWrite, "tcp");
        vip.Forward($"{host.Name}-mysql-reads", node.Resource.Address, ports.MysqlReadOnly, "tcp");
        return node.AddService("router").WithIconName("ArrowRouting");
    }

    /// <summary>Adds HAProxy, with a link to its statistics.</summary>
    public static IResourceBuilder<NodeServiceResource> AddHaproxy(this IResourceBuilder<NodeResource> node, IResourceBuilder<VipResource> vip)
    {
        var (host, ports) = (node.Resource.Host, node.Resource.Host.Lan.Plan.Ports);
        var statistics = vip.Forward($"{host.Name}-stats", node.Resource.Address, ports.HaproxyStats);
        vip.Forward($"{host.Name}-s3", node.Resource.Address, ports.S3Proxy);
        return node.AddService("haproxy")
            .WithIconName("ArrowSplit")
            .WithUrl(ReferenceExpression.Create($"{statistics.Property(EndpointProperty.Url)}/stats"), "Statistics");
    }

    /// <summary>Adds keepalived. The interface is the engine's here, whatever the host's is called.</summary>
    public static IResourceBuilder<NodeServiceResource> AddKeepalived(this IResourceBuilder<NodeResource> node) =>
        node.AddService("keepalived").WithEnvironment("NIC", NodeResource.Nic).WithIconName("HeartPulse");

    /// <summary>Adds the web application.</summary>
    public static IResourceBuilder<NodeServiceResource> AddApi(this IResourceBuilder<NodeResource> node) =>
        node.AddService(ApiServiceName, hasTelemetry: true).WithIconName("Globe");

    /// <summary>Adds Prometheus, with a link to it.</summary>
    public static IResourceBuilder<NodeServiceResource> AddPrometheus(this IResourceBuilder<NodeResource> node, IResourceBuilder<VipResource> vip)
    {
        var page = vip.Forward("prometheus", node.Resource.Address, node.Resource.Host.Lan.Plan.Ports.Prometheus);
        return node.AddService("prometheus")
            .WithIconName("DataTrending")
            .WithUrl(ReferenceExpression.Create($"{page.Property(EndpointProperty.Url)}"), "Prometheus");
    }
}
