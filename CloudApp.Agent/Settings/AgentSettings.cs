using CloudApp.Failover;

namespace CloudApp.Agent.Settings;

/// <summary>Passwords and certificates. Never logged.</summary>
internal sealed record AgentSecrets(string AdminPassword, string ReplicationPassword, string AppPassword, string BackupPassword, string AgentToken)
{
    public byte[]? CaCertificate { get; init; }

    public byte[]? Certificate { get; init; }

    public byte[]? Key { get; init; }

    public bool HasTls => CaCertificate is not null && Certificate is not null && Key is not null;

    public override string ToString() => "(secrets)";
}

/// <summary>Where things are inside the container.</summary>
internal sealed record AgentPaths(string StateDirectory, string RunDirectory, string ConfigurationFile)
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

    /// <summary>The newest record that was ever seen on this host, for the arbiter etcd.</summary>
    public string FloorFile => Path.Combine(StateDirectory, "seen-record.json");

    /// <summary>There from the initialising of the data directory until it is opened for the first time.</summary>
    public string FreshMark => Path.Combine(StateDirectory, "fresh");

    public string RunCounter => Path.Combine(StateDirectory, "run");

    public string Socket => Path.Combine(RunDirectory, "mysqld.sock");

    public string TlsDirectory => Path.Combine(RunDirectory, "tls");
}

/// <summary>The settings of the database mode.</summary>
internal sealed record AgentSettings(string Site, string PeerSite, string Address, string PeerAddress, AgentPaths Paths, AgentSecrets Secrets)
{
    public string BindAddress { get; init; } = "0.0.0.0";

    public int MySqlPort { get; init; } = ServicePorts.MySql;

    public int AgentPort { get; init; } = ServicePorts.Agent;

    public int ServerId { get; init; } = 1;

    public string InitialPrimary { get; init; } = "";

    /// <summary>etcd: the third vote; vip: two machines, automatic; manual: two machines, only an operator moves the primary.</summary>
    public string Arbiter { get; init; } = ArbiterNames.Etcd;

    public bool UsesEtcd => string.Equals(Arbiter, ArbiterNames.Etcd, StringComparison.Ordinal);

    public bool UsesVip => string.Equals(Arbiter, ArbiterNames.Vip, StringComparison.Ordinal);

    /// <summary>For the arbiter vip: answers with the name of the site that holds the VIP.</summary>
    public Uri? VipUrl { get; init; }

    /// <summary>For the arbiter vip: the second path to the other host, its load balancer.</summary>
    public Uri? PeerHostUrl { get; init; }

    /// <summary>For the arbiter vip: the LAN's gateway.</summary>
    public string Gateway { get; init; } = "";

    public int LeaseTtlMs { get; init; } = AgentSettingKeys.LeaseTtlMs.Min;

    public IReadOnlyList<string> EtcdEndpoints { get; init; } = [];

    /// <summary>The other site's agent.</summary>
    public Uri PeerAgent => new($"http://{PeerAddress}:{AgentPort}");

    public bool IsInitialPrimary => string.Equals(Site, InitialPrimary, StringComparison.Ordinal);

    /// <exception cref="SettingsException">With every mistake.</exception>
    public static AgentSettings Read(IConfiguration configuration)
    {
        var read = new SettingsReader(configuration);
        var paths = new AgentPaths(
            read.Text(AgentSettingKeys.StateDirectory), read.Text(AgentSettingKeys.RunDirectory), read.Text(AgentSettingKeys.MySqlConfiguration));
        var arbiter = read.Choice(AgentSettingKeys.Arbiter);
        var usesVip = string.Equals(arbiter, ArbiterNames.Vip, StringComparison.Ordinal);
        var settings = new AgentSettings(
            read.Text(AgentSettingKeys.Site), read.Text(AgentSettingKeys.PeerSite), read.Text(AgentSettingKeys.Address), read.Text(AgentSettingKeys.PeerAddress),
            paths, ReadSecrets(read))
        {
            BindAddress = read.Text(AgentSettingKeys.BindAddress),
            MySqlPort = read.Number(AgentSettingKeys.MySqlPort),
            AgentPort = read.Number(AgentSettingKeys.AgentPort),
            ServerId = read.Number(AgentSettingKeys.ServerId),
            InitialPrimary = read.Text(AgentSettingKeys.InitialPrimary),
            Arbiter = arbiter,
            LeaseTtlMs = read.Number(AgentSettingKeys.LeaseTtlMs),
            EtcdEndpoints = read.List(AgentSettingKeys.EtcdEndpoints),
            VipUrl = usesVip ? read.Url(AgentSettingKeys.VipUrl) : null,
            PeerHostUrl = usesVip ? read.Url(AgentSettingKeys.PeerHostUrl) : null,
            Gateway = usesVip ? read.Text(AgentSettingKeys.Gateway) : "",
        };
        read.Require(
            settings.InitialPrimary.Length == 0 || settings.IsInitialPrimary || string.Equals(settings.PeerSite, settings.InitialPrimary, StringComparison.Ordinal),
            $"{AgentSettingKeys.InitialPrimary.Variable} is '{settings.InitialPrimary}': expected '{settings.Site}' or '{settings.PeerSite}'.");
        read.Require(
            !settings.UsesEtcd || settings.EtcdEndpoints.Count > 0,
            $"{AgentSettingKeys.EtcdEndpoints.Variable} is missing: set it to {AgentSettingKeys.EtcdEndpoints.Meaning}.");
        read.ThrowOnMistakes();
        return settings;
    }

    private static AgentSecrets ReadSecrets(SettingsReader read)
    {
        var secrets = new AgentSecrets(
            read.Secret(SecretVariables.MySqlAdminPassword), read.Secret(SecretVariables.MySqlReplicationPassword),
            read.Secret(SecretVariables.MySqlAppPassword), read.Secret(SecretVariables.MySqlBackupPassword), read.Secret(SecretVariables.AgentToken))
        {
            CaCertificate = read.Base64(SecretVariables.TlsCaCertificate),
            Certificate = read.Base64(SecretVariables.TlsCertificate),
            Key = read.Base64(SecretVariables.TlsKey),
        };
        read.Require(
            secrets.HasTls,
            $"{SecretVariables.TlsCaCertificate}, {SecretVariables.TlsCertificate} and {SecretVariables.TlsKey} are needed: the servers talk to each other over TLS only.");
        return secrets;
    }
}
