using CloudApp.Backup.OffSite;

namespace CloudApp.Backup.Settings;

/// <summary>Passwords and the authority's certificate. Never logged.</summary>
public sealed record BackupSecrets(string MySqlPassword, string AgentToken)
{
    /// <summary>Null only while a mistake in the settings is being reported.</summary>
    public byte[]? CaCertificate { get; init; }

    public override string ToString() => "(secrets)";
}

/// <summary>Where things are inside the container.</summary>
/// <param name="Directory">The finished backups; the host's disk.</param>
/// <param name="ScratchDirectory">For the server that a backup is restored into; a volume.</param>
/// <param name="RunDirectory">Sockets and generated files; in memory.</param>
public sealed record BackupPaths(string Directory, string ScratchDirectory, string RunDirectory)
{
    /// <summary>Binary logs of whoever was the primary: a directory for each server.</summary>
    public string BinaryLogDirectory => Path.Combine(Directory, "binlogs");

    /// <summary>When this service first looked at the directory: nothing is due before the hour that follows.</summary>
    public string SinceFile => Path.Combine(Directory, ".since");
}

/// <summary>When backups are made and how long they stay.</summary>
/// <param name="Hour">0 to 23, in <paramref name="TimeZone"/>.</param>
public sealed record BackupPlan(int Hour, TimeZoneInfo TimeZone, int RetentionDays);

/// <summary>The settings of the serve mode.</summary>
/// <param name="MySqlAddress">The server of this host.</param>
public sealed record BackupSettings(string Site, string PeerSite, string MySqlAddress, BackupPlan Plan, BackupPaths Paths, BackupSecrets Secrets)
{
    private const int LongestRetentionDays = 3650;
    private const int LongestSettleSeconds = 3600;

    public int MySqlPort { get; init; } = 3306;

    /// <summary>Of both hosts' agents, which say who the primary is.</summary>
    public int AgentPort { get; init; } = 8008;

    /// <summary>The other host's server, agent and backup service.</summary>
    public string PeerAddress { get; init; } = "";

    /// <summary>The schemas that are backed up: what the application owns.</summary>
    public IReadOnlyList<string> Schemas { get; init; } = [SchemaNames.Application];

    /// <summary>Null when there is no place outside the two hosts.</summary>
    public OffSiteSettings? OffSite { get; init; }

    public string BindAddress { get; init; } = "0.0.0.0";

    public int Port { get; init; } = 8010;

    /// <summary>After a start the host is busy and the server is not there yet: nothing is begun for so long.</summary>
    public int SettleSeconds { get; init; } = 120;

    /// <summary>The directory's path on the host, for messages to people.</summary>
    public string HostDirectory { get; init; } = "";

    /// <exception cref="SettingsException">With every mistake.</exception>
    public static BackupSettings Read(IConfiguration configuration)
    {
        var read = new SettingsReader(configuration);
        var paths = new BackupPaths(
            read.Text("Backup:Directory", "/var/backups/mysql"),
            read.Text("Backup:ScratchDirectory", "/var/lib/cloudapp-backup"),
            read.Text("Backup:RunDirectory", "/run/cloudapp"));
        var zone = read.Text("Backup:TimeZone", "UTC");
        read.Require(TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var timeZone), $"Backup__TimeZone is '{zone}': expected an IANA name such as Europe/Paris.");
        var plan = new BackupPlan(read.Number("Backup:Hour", 0, 23), timeZone ?? TimeZoneInfo.Utc, read.Number("Backup:RetentionDays", 1, LongestRetentionDays, 7));
        var secrets = new BackupSecrets(read.Text("MYSQL_BACKUP_PASSWORD"), read.Text("AGENT_TOKEN")) { CaCertificate = read.Base64("TLS_CA_CERT_B64") };
        var settings = new BackupSettings(read.Text("Backup:Site"), read.Text("Backup:PeerSite"), read.Text("Backup:MySqlAddress"), plan, paths, secrets)
        {
            MySqlPort = read.Number("Backup:MySqlPort", 1, 65535, 3306),
            AgentPort = read.Number("Backup:AgentPort", 1, 65535, 8008),
            PeerAddress = read.Text("Backup:PeerAddress"),
            Schemas = read.Text("Backup:Schemas", SchemaNames.Application).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            BindAddress = read.Text("Backup:BindAddress", "0.0.0.0"),
            Port = read.Number("Backup:Port", 1, 65535, 8010),
            SettleSeconds = read.Number("Backup:SettleSeconds", 0, LongestSettleSeconds, 120),
            HostDirectory = read.Text("Backup:HostDirectory", paths.Directory),
            OffSite = ReadOffSite(read, paths),
        };
        read.Require(secrets.CaCertificate is not null, "TLS_CA_CERT_B64 is missing: the server is asked over TLS only.");
        read.Require(settings.Schemas.Count > 0, "Backup__Schemas names no schema: without it there is nothing to back up.");
        read.ThrowOnMistakes();
        return settings;
    }

    private static OffSiteSettings? ReadOffSite(SettingsReader read, BackupPaths paths)
    {
        var directory = read.Text("Backup:TargetDirectory", "");
        var bucket = read.Text("Backup:TargetBucket", "");
        if (directory.Length == 0 && bucket.Length == 0)
            return null;
        var store = new StoreSettings(
            read.Url("Backup:StoreEndpoint"), read.Text("Backup:StoreBucket"), read.Text("STORE_APP_ACCESS_KEY"), read.Text("STORE_APP_SECRET_KEY"));
        return new OffSiteSettings(read.Text("Backup:Recipient"), Path.Combine(paths.Directory, ".offsite"), store)
        {
            Directory = directory.Length > 0 ? new DirectorySettings(directory, read.Text("Backup:TargetHostDirectory", directory)) : null,
            Bucket = bucket.Length > 0
                ? new StoreSettings(read.Url("Backup:TargetEndpoint"), bucket, read.Text("TARGET_ACCESS_KEY"), read.Text("TARGET_SECRET_KEY")) { Region = read.Text("Backup:TargetRegion", StoreSettings.DefaultRegion) }
                : null,
        };
    }
}
