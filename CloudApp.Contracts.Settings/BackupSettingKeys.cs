using CloudApp.MySql;

namespace CloudApp.Contracts.Settings;

/// <summary>The settings of a host's backup service.</summary>
public static class BackupSettingKeys
{
    public static readonly TextSetting Site = new("Backup:Site", "the name of this site, e.g. host1");
    public static readonly TextSetting PeerSite = new("Backup:PeerSite", "the name of the other site, e.g. host2");
    public static readonly TextSetting MySqlAddress = new("Backup:MySqlAddress", "the address of this site's server, e.g. 192.168.64.14");
    public static readonly NumberSetting MySqlPort = NumberSetting.Port("Backup:MySqlPort", "the port of both servers", ServicePorts.MySql);
    public static readonly TextSetting PeerAddress = new("Backup:PeerAddress", "the address of the other site's server, e.g. 192.168.64.17");
    public static readonly NumberSetting AgentPort = NumberSetting.Port("Backup:AgentPort", "the port of both agents", ServicePorts.Agent);
    public static readonly TextSetting BindAddress = new("Backup:BindAddress", "the address that the service listens on", "0.0.0.0");
    public static readonly NumberSetting Port = NumberSetting.Port("Backup:Port", "the port of both backup services", ServicePorts.Backup);
    public static readonly NumberSetting Hour = new("Backup:Hour", "the hour of the day at which a backup is made", 0, 23);
    public static readonly TextSetting TimeZone = new("Backup:TimeZone", "the time zone of that hour, e.g. Europe/Paris", "UTC");
    public static readonly NumberSetting RetentionDays = new("Backup:RetentionDays", "how many days a backup stays", 1, 3650, 7);

    /// <summary>After a start the host is busy and the server is not there yet: nothing is begun for so long.</summary>
    public static readonly NumberSetting SettleSeconds = new("Backup:SettleSeconds", "how long nothing is begun after a start, in seconds", 0, 3600, 120);

    public static readonly TextSetting Schemas = new("Backup:Schemas", "the schemas that are backed up, separated by commas", SchemaNames.Application);
    public static readonly TextSetting Directory = new("Backup:Directory", "the directory of the finished backups", "/var/backups/mysql");

    /// <summary>When it is not set, the directory itself.</summary>
    public static readonly TextSetting HostDirectory = new("Backup:HostDirectory", "the same directory's path on the host, for messages", "");

    public static readonly TextSetting ScratchDirectory = new("Backup:ScratchDirectory", "the directory of the server that a backup is restored into", "/var/lib/cloudapp-backup");
    public static readonly TextSetting RunDirectory = new("Backup:RunDirectory", "the directory of sockets and generated files, in memory", "/run/cloudapp");

    /// <summary>Where copies go outside the two hosts: this, or the bucket, or nothing.</summary>
    public static readonly TextSetting TargetDirectory = new("Backup:TargetDirectory", "the directory of the copies outside the two hosts", "");

    public static readonly TextSetting TargetHostDirectory = new("Backup:TargetHostDirectory", "the same directory's path on the host, for messages", "");
    public static readonly TextSetting TargetBucket = new("Backup:TargetBucket", "the bucket of the copies outside the two hosts", "");
    public static readonly UrlSetting TargetEndpoint = new("Backup:TargetEndpoint", "the address of that bucket's store", "https://s3.example.org");

    /// <summary>What S3 clients say where a store has no regions.</summary>
    public static readonly TextSetting TargetRegion = new("Backup:TargetRegion", "the region of that bucket", ObjectStoreSettingKeys.DefaultRegion);

    public static readonly TextSetting Recipient = new("Backup:Recipient", "the age recipient that the copies are encrypted to");
    public static readonly UrlSetting StoreEndpoint = new("Backup:StoreEndpoint", "the address of this site's object store", "http://192.168.64.14:9000");
    public static readonly TextSetting StoreBucket = new("Backup:StoreBucket", "the bucket of the uploads");
}
