using System.Text.Json.Serialization;
using CloudApp.Contracts.Agents;
using CloudApp.Contracts.Applications;
using CloudApp.Contracts.Backups;
using CloudApp.Operations.Deployment;

namespace CloudApp.Operations.Status;

/// <summary>The whole system as seen now, from outside; every field says what was observed, never what should be.</summary>
/// <param name="VipHolders">Hosts whose NIC carries the VIP; exactly one in a healthy system.</param>
/// <param name="Storage">The application's word on the copies of its images; null when none answers.</param>
public sealed record StatusReport(string Lab, string Vip, IReadOnlyList<string> VipHolders, IReadOnlyList<HostStatus> Hosts, StorageStatus? Storage = null)
{
    public bool IsHealthy => VipHolders.Count == 1 && Hosts.All(host => host.IsHealthy);
}

/// <summary>One Docker host.</summary>
/// <param name="Power">on or off.</param>
/// <param name="Link">up, cut, silent or absent.</param>
/// <param name="Api">healthy, or what was seen instead; null on a machine without an application.</param>
/// <param name="ObjectStore">As Api.</param>
/// <param name="DatabaseRole">The agent's word: primary, replica, …; null on a machine without a database.</param>
/// <param name="Database">The agent's whole status; null when it does not answer.</param>
/// <param name="Backup">The backup service's whole status; null when it does not answer.</param>
public sealed record HostStatus(
    string Name,
    string Address,
    string Power,
    string Link,
    string? Api,
    string? ObjectStore,
    string? DatabaseRole,
    AgentStatus? Database,
    BackupStatus? Backup,
    IReadOnlyList<ServiceState> Services)
{
    public const string Healthy = "healthy";

    public bool IsHealthy =>
        string.Equals(Power, "on", StringComparison.Ordinal)
        && string.Equals(Link, "up", StringComparison.Ordinal)
        && Services.All(service => service.IsHealthy)
        && (Api ?? Healthy).Equals(Healthy, StringComparison.Ordinal)
        && (ObjectStore ?? Healthy).Equals(Healthy, StringComparison.Ordinal)
        && Backup is not { Problems.Count: > 0 };
}

/// <summary>Generated JSON for the report.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StatusReport))]
internal sealed partial class StatusJson : JsonSerializerContext;
