using CloudApp.Topology.Model;
using CloudApp.Topology.Services;

namespace CloudApp.Topology.Rendering;

/// <summary>From the plan to the bundles of all machines. Pure: the same plan gives the same bytes.</summary>
public static class BundleRenderer
{
    public const string ComposeFileName = "compose.yaml";

    /// <summary>The bundles in the order site 1, site 2, monitor.</summary>
    public static IReadOnlyList<Bundle> Render(TopologyPlan plan)
    {
        var bundles = plan.Sites.Select(site => RenderSite(new SiteContext(plan, site))).ToList();
        if (plan.Monitor is { } monitor)
            bundles.Add(RenderMonitor(plan, monitor));
        return bundles;
    }

    private static Bundle RenderSite(SiteContext context)
    {
        var plan = context.Plan;
        var services = new Dictionary<string, ComposeService>(StringComparer.Ordinal)
        {
            ["addresses"] = AddressesService.Create(context),
            ["haproxy"] = HaproxyService.Create(context),
            ["keepalived"] = KeepalivedService.Create(context),
            ["router"] = RouterService.Create(context),
            ["database"] = DatabaseService.Create(context),
            ["objectstore"] = ObjectStoreService.Create(context),
            ["api"] = ApiService.Create(context),
            ["backup"] = BackupService.Create(context),
            ["node-exporter"] = NodeExporterService.Create(plan, context.Site.Addresses, onAddedAddresses: true),
        };
        if (plan.UsesEtcd)
            services["etcd"] = EtcdService.Create(plan, context.Site.Name, context.Site.Data, onAddedAddress: true);

        return Assemble(plan, context.Site.Name, [.. context.Site.Addresses, plan.Vip.Address], services,
        [
            InfraFiles.Copy("haproxy/haproxy.cfg"),
            InfraFiles.Copy("keepalived/keepalived.conf"),
            InfraFiles.Copy("mysqlrouter/mysqlrouter.conf"),
            InfraFiles.Copy("mysql/my.cnf"),
            OperatorReadme.ForSite(context),
        ]);
    }

    private static Bundle RenderMonitor(TopologyPlan plan, MonitorHost monitor)
    {
        var services = new Dictionary<string, ComposeService>(StringComparer.Ordinal)
        {
            ["prometheus"] = PrometheusService.Create(plan, monitor),
            ["node-exporter"] = NodeExporterService.Create(plan, [monitor.Address], onAddedAddresses: false),
        };
        if (plan.UsesEtcd)
            services["etcd"] = EtcdService.Create(plan, MonitorHost.Name, monitor.Address, onAddedAddress: false);

        return Assemble(plan, MonitorHost.Name, [monitor.Address], services,
        [
            InfraFiles.Copy("prometheus/prometheus.yml"),
            InfraFiles.Copy("prometheus/rules/backup.yml"),
            InfraFiles.Copy("prometheus/rules/binlogs.yml"),
            .. PrometheusTargets.Files(plan, monitor),
            OperatorReadme.ForMonitor(plan, monitor),
        ]);
    }

    private static Bundle Assemble(
        TopologyPlan plan,
        string name,
        IReadOnlyList<System.Net.IPAddress> addresses,
        IReadOnlyDictionary<string, ComposeService> services,
        IReadOnlyList<BundleFile> files)
    {
        var compose = ComposeWriter.Write(new ComposeFile
        {
            Name = plan.Name,
            Services = services,
            Volumes = NamedVolumes(services.Values),
        });
        var references = services.Values.Select(service => service.Image).ToHashSet(StringComparer.Ordinal);
        return new Bundle(
            name,
            addresses,
            [.. Images.Components.Select(component => new BundleImage(component, plan.Images.Reference(component))).Where(image => references.Contains(image.Reference))],
            SecretNames.AskedForBy(compose),
            [
                new BundleFile(ComposeFileName, compose),
                .. files,
                InfraFiles.Copy("host/prepare-host.sh", "prepare-host.sh", isExecutable: true),
            ])
        { Services = services };
    }

    /// <summary>A mount whose source is no path is a named volume.</summary>
    private static Dictionary<string, ComposeVolume> NamedVolumes(IEnumerable<ComposeService> services) =>
        services.SelectMany(service => service.Volumes)
            .Select(mount => mount.Split(':')[0])
            .Where(source => source[0] is not ('/' or '.'))
            .Order(StringComparer.Ordinal)
            .ToDictionary(source => source, _ => new ComposeVolume(), StringComparer.Ordinal);
}
