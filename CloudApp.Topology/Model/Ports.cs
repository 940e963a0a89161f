namespace CloudApp.Topology.Model;

/// <summary>Every TCP port, the same inside and outside of the containers.</summary>
public sealed record Ports
{
    public const int Lowest = 1;
    public const int Highest = 65535;

    /// <summary>The default plan; its keys are the only names that a file may use.</summary>
    public static IReadOnlyDictionary<string, int> Defaults { get; } = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["http"] = 80,
        ["https"] = 443,
        ["haproxyStats"] = 8404,
        ["s3Proxy"] = 9000,
        ["mysqlReadWrite"] = 3306,
        ["mysqlReadOnly"] = 3307,
        ["api"] = 8000,
        ["mysql"] = 3306,
        ["agent"] = 8008,
        ["objectStore"] = 9000,
        ["objectStoreConsole"] = 9001,
        ["nodeExporter"] = 9100,
        ["etcdClient"] = 2379,
        ["etcdPeer"] = 2380,
        ["prometheus"] = 9090,
        ["backup"] = 8010,
    };

    private readonly Dictionary<string, int> _changed;

    public Ports(IReadOnlyDictionary<string, int> changed) => _changed = new(changed, StringComparer.Ordinal);

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

    /// <summary>A port by the name of its setting.</summary>
    public int this[string name] => _changed.TryGetValue(name, out var port) ? port : Defaults[name];
}
