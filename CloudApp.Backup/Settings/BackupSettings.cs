namespace CloudApp.Backup.Settings;

/// <summary>Passwords and the authority's certificate. Never logged.</summary>
internal sealed record BackupSecrets(string MySqlPassword, string AgentToken)
{
    /// <summary>Null only while a mistake in the settings is being reported.</summary>
    public byte[]? CaCertificate { get; init; }

    public override string ToString() => "(secrets)";
}

/// <summary>Where things are inside the container.</summary>
/// <param name="Directory">The finished backups; the host's disk.</param>
/// <param name="ScratchDirectory">For the server that a backup is restored into; a volume.</param>
/// <param name="RunDirectory">Sockets and generated files; in memory.</param>
internal sealed record BackupPaths(string Directory, string ScratchDirectory, string RunDirectory)
{
    /// <summary>Binary logs of whoever was the primary: a directory for each server.</summary>
    public string BinaryLogDirectory => Path.Combine(Directory, "binlogs");

    /// <summary>When this service first looked at the directory: nothing is due before the hour that follows.</summary>
    public string SinceFile => Path.Combine(Directory, ".since");
}

/// <summary>When backups are made and how long they stay.</summary>
/// <param name="Hour">0 to 23, in <paramref name="TimeZone"/>.</param>
internal sealed record BackupPlan(int Hour, TimeZoneInfo TimeZone, int RetentionDays);

/// <summary>The settings of the serve mode.</summary>
/// <param name="MySqlAddress">The server of this host.</param>
internal sealed record BackupSettings(string Site, string PeerSite, string MySqlAddress, BackupPlan Plan, BackupPaths Paths, BackupSecrets Secrets)
{
    public int MySqlPort { get; init; } = ServicePorts.MySql;

    /// <summary>Of both hosts' agents, which say who the primary is.</summary>
    public int AgentPort { get; init; } = ServicePorts.Agent;

    /// <summary>The other host's server, agent and backup service.</summary>
    public string PeerAddress { get; init; } = "";

    /// <summary>The other host's backup service.</summary>
    public Uri PeerService => new($"http://{PeerAddress}:{Port}");

    /// <summary>The schemas that are backed up: what the application owns.</summary>
    public IReadOnlyList<string> Schemas { get; init; } = [SchemaNames.Application];

    /// <summary>Null when there is no place outside the two hosts.</summary>
    public OffSiteSettings? OffSite { get; init; }

    public string BindAddress { get; init; } = "0.0.0.0";

    public int Port { get; init; } = ServicePorts.Backup;

    /// <summary>After a start the host is busy and the server is not there yet: nothing is begun for so long.</summary>
    public int SettleSeconds { get; init; } = 120;

    /// <summary>The directory's path on the host, for messages to people.</summary>
    public string HostDirectory { get; init; } = "";

    /// <exception cref="SettingsException">With every mistake.</exception>
    public static BackupSettings Read(IConfiguration configuration)
    {
        var read = new SettingsReader(configuration);
        var paths = new BackupPaths(
            read.Text(BackupSettingKeys.Directory), read.Text(BackupSettingKeys.ScratchDirectory), read.Text(BackupSettingKeys.RunDirectory));
        var zone = read.Text(BackupSettingKeys.TimeZone);
        read.Require(
            TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var timeZone),
            $"{BackupSettingKeys.TimeZone.Variable} is '{zone}': expected an IANA name such as Europe/Paris.");
        var plan = new BackupPlan(read.Number(BackupSettingKeys.Hour), timeZone ?? TimeZoneInfo.Utc, read.Number(BackupSettingKeys.RetentionDays));
        var secrets = new BackupSecrets(read.Secret(SecretVariables.MySqlBackupPassword), read.Secret(SecretVariables.AgentToken))
        {
            CaCertificate = read.Base64(SecretVariables.TlsCaCertificate),
        };
        var settings = new BackupSettings(
            read.Text(BackupSettingKeys.Site), read.Text(BackupSettingKeys.PeerSite), read.Text(BackupSettingKeys.MySqlAddress), plan, paths, secrets)
        {
            MySqlPort = read.Number(BackupSettingKeys.MySqlPort),
            AgentPort = read.Number(BackupSettingKeys.AgentPort),
            PeerAddress = read.Text(BackupSettingKeys.PeerAddress),
            Schemas = read.List(BackupSettingKeys.Schemas),
            BindAddress = read.Text(BackupSettingKeys.BindAddress),
            Port = read.Number(BackupSettingKeys.Port),
            SettleSeconds = read.Number(BackupSettingKeys.SettleSeconds),
            HostDirectory = read.Text(BackupSettingKeys.HostDirectory, paths.Directory),
            OffSite = ReadOffSite(read, paths),
        };
        read.Require(secrets.CaCertificate is not null, $"{SecretVariables.TlsCaCertificate} is missing: the server is asked over TLS only.");
        read.Require(settings.Schemas.Count > 0, $"{BackupSettingKeys.Schemas.Variable} names no schema: without it there is nothing to back up.");
        read.ThrowOnMistakes();
        return settings;
    }

    private static OffSiteSettings? ReadOffSite(SettingsReader read, BackupPaths paths)
    {
        var directory = read.Text(BackupSettingKeys.TargetDirectory);
        var bucket = read.Text(BackupSettingKeys.TargetBucket);
        if (directory.Length == 0 && bucket.Length == 0)
            return null;
        var store = new StoreSettings(
            read.Url(BackupSettingKeys.StoreEndpoint), read.Text(BackupSettingKeys.StoreBucket),
            read.Secret(SecretVariables.StoreAppAccessKey), read.Secret(SecretVariables.StoreAppSecretKey));
        return new OffSiteSettings(read.Text(BackupSettingKeys.Recipient), Path.Combine(paths.Directory, ".offsite"), store)
        {
            Directory = directory.Length > 0 ? new DirectorySettings(directory, read.Text(BackupSettingKeys.TargetHostDirectory, directory)) : null,
            Bucket = bucket.Length > 0 ? ReadBucket(read, bucket) : null,
        };
    }

    private static StoreSettings ReadBucket(SettingsReader read, string bucket) =>
        new(read.Url(BackupSettingKeys.TargetEndpoint), bucket, read.Secret(SecretVariables.TargetAccessKey), read.Secret(SecretVariables.TargetSecretKey))
        {
            Region = read.Text(BackupSettingKeys.TargetRegion),
        };
}
