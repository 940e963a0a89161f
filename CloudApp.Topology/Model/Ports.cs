using CloudApp.Contracts.Settings;

namespace CloudApp.Topology.Model;

/// <summary>Every TCP port, the same inside and outside the containers. The services declare which ports there are.</summary>
/// <param name="all">Each declared port by its key, such as <c>haproxyStats</c>.</param>
public sealed class Ports(IReadOnlyDictionary<string, int> all)
{
    public const int Min = PortRange.Min;
    public const int Max = PortRange.Max;

    private readonly Dictionary<string, int> _all = new(all, StringComparer.Ordinal);

    public int Http => this["http"];
    public int Https => this["https"];
    public int HaproxyStats => this["haproxyStats"];
    public int S3Proxy => this["s3Proxy"];
    public int MysqlReadWrite => this["mysqlReadWrite"];
    public int MysqlReadOnly => this["mysqlReadOnly"];
    public int Api => this["api"];
    public int Mysql => this["mysql"];
    public int Agent => this["agent"];
    public int ObjectStore => this["objectStore"];
    public int ObjectStoreConsole => this["objectStoreConsole"];
    public int NodeExporter => this["nodeExporter"];
    public int EtcdClient => this["etcdClient"];
    public int EtcdPeer => this["etcdPeer"];
    public int Prometheus => this["prometheus"];
    public int Backup => this["backup"];

    /// <summary>A port by its key. The properties above are for the ports that other rooms ask for by name; a new port needs none.</summary>
    /// <exception cref="KeyNotFoundException">No service declares it.</exception>
    public int this[string key] => _all[key];
}
