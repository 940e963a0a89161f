using System.Net;

namespace CloudApp.Topology.Model;

/// <summary>One address:port that one service of one machine listens on.</summary>
/// <param name="Setting">The name of the port in <see cref="Ports"/>.</param>
public sealed record Binding(string Host, string Service, IPAddress Address, string Setting, int Port)
{
    /// <summary>Every listener of a site, the load balancer's VIP listeners left out: they equal those of its own address.</summary>
    public static IEnumerable<Binding> Of(Site site, Ports ports, bool usesEtcd)
    {
        Binding Make(string service, IPAddress address, string setting) =>
            new(site.Name, service, address, setting, ports[setting]);

        foreach (var setting in new[] { "http", "https", "haproxyStats", "s3Proxy" })
            yield return Make("haproxy", site.Lb, setting);
        foreach (var setting in new[] { "mysqlReadWrite", "mysqlReadOnly" })
            yield return Make("router", site.Lb, setting);
        yield return Make("api", site.App, "api");
        foreach (var setting in new[] { "mysql", "agent" })
            yield return Make("database", site.Data, setting);
        foreach (var setting in new[] { "objectStore", "objectStoreConsole" })
            yield return Make("objectstore", site.Data, setting);
        yield return Make("backup", site.Data, "backup");
        foreach (var setting in EtcdSettings(usesEtcd))
            yield return Make("etcd", site.Data, setting);
        foreach (var address in site.Addresses)
            yield return Make("node-exporter", address, "nodeExporter");
    }

    /// <summary>Every listener of the third machine.</summary>
    public static IEnumerable<Binding> Of(MonitorHost monitor, Ports ports, bool usesEtcd)
    {
        Binding Make(string service, string setting) =>
            new(MonitorHost.Name, service, monitor.Address, setting, ports[setting]);

        yield return Make("prometheus", "prometheus");
        foreach (var setting in EtcdSettings(usesEtcd))
            yield return Make("etcd", setting);
        yield return Make("node-exporter", "nodeExporter");
    }

    private static string[] EtcdSettings(bool usesEtcd) => usesEtcd ? ["etcdClient", "etcdPeer"] : [];
}
