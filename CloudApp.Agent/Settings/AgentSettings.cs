using CloudApp.Failover;

namespace CloudApp.Agent.Settings;

/// <summary>Passwords and certificates. Never logged.</summary>
public sealed record AgentSecrets(string AdminPassword, string ReplicationPassword, string AppPassword, string BackupPassword, string AgentToken)
{
    public byte[]? CaCertificate { get; init; }

    public byte[]? Certificate { get; init; }

    public byte[]? Key { get; init; }

    public bool HasTls => CaCertificate is not null && Certificate is not null && Key is not null;

    public override string ToString() => "(secrets)";
}

/// <summary>Where things are inside the container.</summary>
public sealed record AgentPaths(string StateDirectory, string RunDirectory, string ConfigurationFile)
{
    public string DataDirectory => Path.Combine(StateDirectory, "mysql");

    public string LockFile => Path.Combine(StateDirectory, "agent.lock");

    public string DivergentDirectory => Path.Combine(StateDirectory, "divergent");

    /// <summary>There while the data directory holds the pair's data.</summary>
    public string PairMark => Path.Combine(StateDirectory, "pair-data");

    /// <summary>There while a clone replaces the data directory.</summary>
    public string CloneMark => Path.Combine(StateDirectory, "cloning");

    /// <summary>There while a restore fills the data directory: the password of its account.</summary>
    public string RestoreMark => Path.Combine(StateDirectory, "restoring");

    /// <summary>For which closing the data has been restored completely.</summary>
    public string RestoredMark => Path.Combine(StateDirectory, "restored");

    /// <summary>The record of the arbiters vip and manual.</summary>
    public string RecordFile => Path.Combine(StateDirectory, "record.json");

    public string RunCounter => Path.Combine(StateDirectory, "run");

    public string Socket => Path.Combine(RunDirectory, "mysqld.sock");

    public string TlsDirectory => Path.Combine(RunDirectory, "tls");
}

/// <summary>The settings of the database mode.</summary>
public sealed record AgentSettings(string Site, string PeerSite, string Address, string PeerAddress, AgentPaths Paths, AgentSecrets Secrets)
{
    public string BindAddress { get; init; } = "0.0.0.0";

    public int MySqlPort { get; init; } = 3306;

    public int AgentPort { get; init; } = 8008;

    public int ServerId { get; init; } = 1;

    public string InitialPrimary { get; init; } = "";

    public const string EtcdArbiter = "etcd";
    public const string VipArbiter = "vip";
    public const string ManualArbiter = "manual";

    /// <summary>etcd: the third vote; vip: two machines, automatic; manual: two machines, only an operator moves the primary.</summary>
    public string Arbiter { get; init; } = EtcdArbiter;

    public bool UsesEtcd => string.Equals(Arbiter, EtcdArbiter, StringComparison.Ordinal);

    public bool UsesVip => string.Equals(Arbiter, VipArbiter, StringComparison.Ordinal);

    /// <summary>For the arbiter vip: answers with the name of the site that holds the VIP.</summary>
    public Uri? VipUrl { get; init; }

    /// <summary>For the arbiter vip: the second path to the other host, its load balancer.</summary>
    public Uri? PeerHostUrl { get; init; }

    /// <summary>For the arbiter vip: the LAN's gateway.</summary>
    public string Gateway { get; init; } = "";

    public int LeaseTtlMs { get; init; } = AgentTimings.MinLeaseTtlMs;

    public IReadOnlyList<string> EtcdEndpoints { get; init; } = [];

    public bool IsInitialPrimary => string.Equals(Site, InitialPrimary, StringComparison.Ordinal);

    /// <exception cref="SettingsException">With every mistake.</exception>
    public static AgentSettings Read(IConfiguration configuration)
    {
        var read = new SettingsReader(configuration);
        var paths = new AgentPaths(
            read.Text("Agent:StateDirectory", "/var/lib/cloudapp"),
            read.Text("Agent:RunDirectory", "/run/cloudapp"),
            read.Text("Agent:MySqlConfiguration", "/etc/cloudapp/my.cnf"));
        var arbiter = read.Text("Agent:Arbiter", EtcdArbiter);
        var usesVip = string.Equals(arbiter, VipArbiter, StringComparison.Ordinal);
        var settings = new AgentSettings(
            read.Text("Agent:Site"), read.Text("Agent:PeerSite"), read.Text("Agent:Address"), read.Text("Agent:PeerAddress"),
            paths, ReadSecrets(read))
        {
            BindAddress = read.Text("Agent:BindAddress", "0.0.0.0"),
            MySqlPort = read.Number("Agent:MySqlPort", 1, 65535, 3306),
            AgentPort = read.Number("Agent:AgentPort", 1, 65535, 8008),
            ServerId = read.Number("Agent:ServerId", 1, int.MaxValue),
            InitialPrimary = read.Text("Agent:InitialPrimary"),
            Arbiter = arbiter,
            LeaseTtlMs = read.Number("Agent:LeaseTtlMs", AgentTimings.MinLeaseTtlMs, AgentTimings.MaxLeaseTtlMs, AgentTimings.MinLeaseTtlMs),
            EtcdEndpoints = read.Text("Agent:EtcdEndpoints", "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            VipUrl = usesVip ? read.Url("Agent:VipUrl") : null,
            PeerHostUrl = usesVip ? read.Url("Agent:PeerHostUrl") : null,
            Gateway = usesVip ? read.Text("Agent:Gateway") : "",
        };
        read.Require(
            settings.InitialPrimary.Length == 0 || settings.IsInitialPrimary || string.Equals(settings.PeerSite, settings.InitialPrimary, StringComparison.Ordinal),
            $"Agent__InitialPrimary is '{settings.InitialPrimary}': expected '{settings.Site}' or '{settings.PeerSite}'.");
        read.Require(
            settings.Arbiter is EtcdArbiter or VipArbiter or ManualArbiter,
            $"Agent__Arbiter is '{settings.Arbiter}': expected '{EtcdArbiter}', '{VipArbiter}' or '{ManualArbiter}'.");
        read.Require(
            !settings.UsesEtcd || settings.EtcdEndpoints.Count > 0,
            "Agent__EtcdEndpoints is missing: it names the etcd members, separated by commas.");
        read.ThrowOnMistakes();
        return settings;
    }

    private static AgentSecrets ReadSecrets(SettingsReader read)
    {
        var secrets = new AgentSecrets(
            read.Text("MYSQL_ADMIN_PASSWORD"), read.Text("MYSQL_REPLICATION_PASSWORD"), read.Text("MYSQL_APP_PASSWORD"),
            read.Text("MYSQL_BACKUP_PASSWORD"), read.Text("AGENT_TOKEN"))
        {
            CaCertificate = read.Base64("TLS_CA_CERT_B64"),
            Certificate = read.Base64("TLS_CERT_B64"),
            Key = read.Base64("TLS_KEY_B64"),
        };
        read.Require(secrets.HasTls, "TLS_CA_CERT_B64, TLS_CERT_B64 and TLS_KEY_B64 are needed: the servers talk to each other over TLS only.");
        return secrets;
    }
}
