using CloudApp.Contracts.Settings;
using CloudApp.Topology.Model;
using CloudApp.Topology.Services;

namespace CloudApp.Topology.Reading;

/// <summary>Every key of topology.json, in the order of its reference. The ports come from the services.</summary>
internal static class Settings
{
    /// <summary>Stands in a path for a site's name.</summary>
    public const string AnyName = "HOST";

    public static readonly TextSetting Name = new("name", "cloudapp", TextRule.Project, "Name of the Compose project and of the TLS authority");
    public static readonly TextSetting TimeZone = new("timeZone", BackupSettingKeys.TimeZone.Default, TextRule.TimeZone, "Time zone of the containers and of the backups' hours");

    public static readonly SpecialSetting Cidr = new(
        "lan.cidr", Default: null, Addresses.NetworkRange, "The network segment that the machines and the clients share");
    public static readonly AddressSetting Gateway = new("lan.gateway", "The segment's gateway; the arbiter `vip` asks it whether a host is cut off");

    public static readonly AddressSetting VipAddress = new("vip.address", "The address that clients use; it floats between the two load balancers");
    public static readonly NumberSetting RouterId = new("vip.routerId", 51, 1, 255, "Number of the VRRP virtual router; no other on the segment may have it");
    // VRRPv3 has twelve bits for its interval.
    public static readonly NumberSetting AdvertIntervalMs = new("vip.advertIntervalMs", 100, 10, 40_950, "Time between two VRRP adverts; the VIP moves when a little more than three are missing")
    {
        Step = 10,
        StepReason = "VRRP counts in hundredths of a second",
    };

    public static readonly TextSetting Nic = new(
        $"sites.{AnyName}.nic", Default: null, TextRule.Nic, "The host's network interface on the segment", "name the network interface that faces the LAN (see `ip link`)");
    public static readonly AddressSetting Lb = new($"sites.{AnyName}.lb", "Address of the load balancer and of MySQL Router");
    public static readonly AddressSetting App = new($"sites.{AnyName}.app", "Address of the application; may equal the others of its host");
    public static readonly AddressSetting Data = new($"sites.{AnyName}.data", "Address of database, object store and backups; may equal the others of its host");

    public static readonly TextSetting MonitorNic = new(
        "monitor.nic", Default: null, TextRule.Nic, "The third machine's network interface; leave out `monitor` where there is no third machine", Nic.Missing);
    public static readonly AddressSetting MonitorAddress = new("monitor.address", "The third machine's own address, which it must already have");

    public static readonly SpecialSetting InitialPrimary = new(
        "database.initialPrimary", "the first site", "a site's name", "The site whose database takes writes when nothing is recorded yet");
    public static readonly SpecialSetting Arbiter = new(
        "database.arbiter", AgentSettingKeys.Arbiter.Default, $"{ArbiterNames.Etcd}, {ArbiterNames.Vip} or {ArbiterNames.Manual}", "Who decides which database takes writes; `etcd` needs the third machine");
    public static readonly NumberSetting LeaseTtlMs = new(
        "database.leaseTtlMs", AgentSettingKeys.LeaseTtlMs.Default, AgentSettingKeys.LeaseTtlMs.Min, AgentSettingKeys.LeaseTtlMs.Max, "How long a silent primary keeps its right to write; whole seconds for `etcd`, any number for the other arbiters")
    {
        Step = 1_000,
        StepReason = "etcd counts a lease in whole seconds",
    };

    public static readonly TextSetting BackupDirectory = new("backup.directory", BackupSettingKeys.Directory.Default, TextRule.HostDirectory, "Where each host keeps its backups, on its own disk");
    public static readonly NumberSetting BackupHour = new(
        $"backup.hours.{AnyName}", DefaultValue: null, BackupSettingKeys.Hour.Min, BackupSettingKeys.Hour.Max, "Hour of the day of the site's backup; different hours keep one host free")
    {
        Default = "2 on the first site, 3 on the second",
    };
    public static readonly NumberSetting RetentionDays = new(
        "backup.retentionDays", BackupSettingKeys.RetentionDays.Default, BackupSettingKeys.RetentionDays.Min, BackupSettingKeys.RetentionDays.Max, "How long backups are kept; as many good ones as days, and at least three, stay whatever their age");
    public static readonly TextSetting TargetDirectory = new(
        "backup.target.directory", "", TextRule.HostDirectory, "A directory outside the two hosts for encrypted copies, such as a mounted NAS; this or a bucket");
    public static readonly TextSetting BucketEndpoint = new(
        "backup.target.bucket.endpoint", Default: null, TextRule.StoreEndpoint, "An S3 store outside the two hosts for encrypted copies");
    public static readonly TextSetting BucketRegion = new("backup.target.bucket.region", ObjectStoreSettingKeys.DefaultRegion, TextRule.Region, "The region, as that store names it");
    public static readonly TextSetting BucketName = new("backup.target.bucket.name", Default: null, TextRule.Bucket, "A bucket that exists there already");
    public static readonly TextSetting Recipient = new(
        "backup.recipient", "", TextRule.AgeRecipient, "For whom the copies outside are encrypted; required with `backup.target`. Its identity stays with the operator");

    public static readonly TextSetting Registry = new("images.registry", "", TextRule.Registry, "Where the images come from; empty: they are already on the host");
    public static readonly TextSetting Tag = new("images.tag", "0.1.0", TextRule.Tag, "The tag of every image");

    /// <summary>All of them, for a catalog's services.</summary>
    public static IReadOnlyList<Setting> All(ServiceCatalog catalog) =>
    [
        Name, TimeZone, Cidr, Gateway, VipAddress, RouterId, AdvertIntervalMs, Nic, Lb, App, Data, MonitorNic, MonitorAddress,
        .. catalog.Ports.Select(Port),
        InitialPrimary, Arbiter, LeaseTtlMs,
        BackupDirectory, BackupHour, RetentionDays, TargetDirectory, BucketEndpoint, BucketRegion, BucketName, Recipient,
        Registry, Tag,
    ];

    public static NumberSetting Port(PortDefinition port) => new($"ports.{port.Key}", port.Default, Ports.Min, Ports.Max, port.Meaning);

    /// <summary>The keys that a section may have: those at the next level below its path.</summary>
    /// <param name="section">Such as <c>backup.target</c>; empty for the whole file.</param>
    public static IEnumerable<string> KeysOf(string section, ServiceCatalog catalog)
    {
        var prefix = section.Length == 0 ? "" : $"{section}.";
        return All(catalog).Where(setting => setting.Path.StartsWith(prefix, StringComparison.Ordinal))
            .Select(setting => setting.Path[prefix.Length..].Split('.')[0])
            .Distinct(StringComparer.Ordinal);
    }
}
