namespace CloudApp.Contracts.Settings;

/// <summary>The settings of the application, but for its object store.</summary>
public static class ApplicationSettingKeys
{
    public static readonly TextSetting Site = new("CloudApp:Site", "a short name, e.g. host1 or app1");
    public static readonly TextSetting Node = new("CloudApp:Node", "a short name, e.g. host1 or app1");
    public static readonly TextSetting SpoolDirectory = new("CloudApp:SpoolDirectory", "a directory on a disk, e.g. /var/spool/cloudapp");
    public static readonly TextSetting TrustedProxies = new("CloudApp:TrustedProxies", "IP addresses separated by commas", "");
    public static readonly SwitchSetting ThumbnailsAhead = new("CloudApp:ThumbnailsAhead", "whether thumbnails are made before somebody asks for one", Default: true);

    // The names and places of Aspire.MySqlConnector's AddMySqlDataSource("clouddb"), and none of its code: that package is not in
    // every package source, and it makes one pool for all servers of a connection string, where a failover needs one each.
    public static readonly TextSetting WriteConnection = new("ConnectionStrings:clouddb", Connection);
    public static readonly TextSetting ReadConnection = new("ConnectionStrings:clouddbreadonly", Connection);

    private const string Connection = "a MySQL connection string, e.g. Server=lb1,lb2;Port=3306;Database=cloud_app;User ID=cloudapp;Password=…";

    /// <summary>The shortest is many times what an upload may take between its object and its row.</summary>
    public static readonly NumberSetting OrphanGraceMinutes = new("Sweeper:OrphanGraceMinutes", "the age from which an object without a record is removed, in minutes", 10, int.MaxValue, 24 * 60);

    public static readonly NumberSetting PassIntervalSeconds = new("Sweeper:PassIntervalSeconds", "how often names and sizes are compared, in seconds", 1, int.MaxValue, 60);
    public static readonly NumberSetting VerifyBytesPerSecond = new("Sweeper:VerifyBytesPerSecond", "how fast contents are compared; 0 for not at all", 0, int.MaxValue, 1_000_000);
}
