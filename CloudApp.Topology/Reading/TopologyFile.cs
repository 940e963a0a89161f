using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudApp.Topology.Reading;

/// <summary>topology.json as written: everything may be absent, nothing is checked yet.</summary>
internal sealed class TopologyFile : FileSection
{
    public string? Name { get; set; }
    public string? TimeZone { get; set; }
    public LanSection? Lan { get; set; }
    public VipSection? Vip { get; set; }
    public Dictionary<string, SiteSection?>? Sites { get; set; }
    public MonitorSection? Monitor { get; set; }
    public Dictionary<string, int>? Ports { get; set; }
    public DatabaseSection? Database { get; set; }
    public BackupSection? Backup { get; set; }
    public ImagesSection? Images { get; set; }
}

/// <summary>What every section shares: the keys that it does not know.</summary>
internal abstract class FileSection
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}

internal sealed class LanSection : FileSection
{
    public string? Cidr { get; set; }
    public string? Gateway { get; set; }
}

internal sealed class VipSection : FileSection
{
    public string? Address { get; set; }
    public int? RouterId { get; set; }
    public int? AdvertIntervalMs { get; set; }
}

internal sealed class SiteSection : FileSection
{
    public string? Nic { get; set; }
    public string? Lb { get; set; }
    public string? App { get; set; }
    public string? Data { get; set; }
}

internal sealed class MonitorSection : FileSection
{
    public string? Nic { get; set; }
    public string? Address { get; set; }
}

internal sealed class DatabaseSection : FileSection
{
    public string? InitialPrimary { get; set; }
    public string? Arbiter { get; set; }
    public int? LeaseTtlMs { get; set; }
}

internal sealed class BackupSection : FileSection
{
    public string? Directory { get; set; }
    public Dictionary<string, int>? Hours { get; set; }
    public int? RetentionDays { get; set; }
    public BackupTargetSection? Target { get; set; }
    public string? Recipient { get; set; }
}

internal sealed class BackupTargetSection : FileSection
{
    public string? Directory { get; set; }
    public BackupBucketSection? Bucket { get; set; }
}

internal sealed class BackupBucketSection : FileSection
{
    public string? Endpoint { get; set; }
    public string? Region { get; set; }
    public string? Name { get; set; }
}

internal sealed class ImagesSection : FileSection
{
    public string? Registry { get; set; }
    public string? Tag { get; set; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TopologyFile))]
internal sealed partial class TopologyFileContext : JsonSerializerContext;
