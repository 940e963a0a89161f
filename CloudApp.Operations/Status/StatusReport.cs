using System.Text.Json.Serialization;
using CloudApp.Contracts.Agents;
using CloudApp.Contracts.Applications;
using CloudApp.Contracts.Backups;
using CloudApp.Operations.Agents;
using CloudApp.Operations.Deployment;
using CloudApp.Operations.Machines;

namespace CloudApp.Operations.Status;

/// <summary>The whole system as seen now, from outside; every field says what was observed, never what should be.</summary>
/// <param name="System">How the system was named.</param>
/// <param name="VipAnswer">healthy, or what was seen instead, at the VIP.</param>
/// <param name="VipHolders">Hosts whose network card carries the VIP; exactly one in a healthy system. Null: not asked.</param>
/// <param name="Storage">The application's word on the copies of its images; null when none answers.</param>
public sealed record StatusReport(
    string System, string Vip, string VipAnswer, IReadOnlyList<string>? VipHolders, IReadOnlyList<HostStatus> Hosts, StorageStatus? Storage = null)
{
    /// <summary>The VIP is held by one host and every host is healthy, there is one primary, open for writes, that answers, and its arbiter could move it.</summary>
    public bool IsHealthy =>
        (VipHolders is null ? string.Equals(VipAnswer, HostStatus.Healthy, StringComparison.Ordinal) : VipHolders.Count == 1)
        && AgentPair.PrimaryOf(Agents) is not null
        && Agents.All(static agent => agent is not { ArbiterProblem.Length: > 0 })
        && Hosts.All(static host => host.IsHealthy);

    /// <summary>Nothing of the system gives any sign of life.</summary>
    [JsonIgnore]
    public bool IsSilent => HostStatus.IsNobody(VipAnswer) && Hosts.All(static host => host.IsSilent);

    /// <summary>What the database agents say, one per site; null where one does not answer.</summary>
    [JsonIgnore]
    public IReadOnlyList<AgentStatus?> Agents =>
        [.. Hosts.Where(static host => host.DatabaseRole is not null).Select(static host => host.Database)];
}

/// <summary>One machine.</summary>
public sealed record HostStatus(string Name, string Address)
{
    public const string Healthy = "healthy";
    public const string NoAnswer = "no answer";
    public const string Unknown = "unknown";

    /// <summary>Begins the word on an answer that is not our program's.</summary>
    public const string Foreign = "something else answers";

    /// <summary>on, off or frozen; null: not asked.</summary>
    public string? Power { get; init; }

    /// <summary>up, cut, silent, absent, or what else is wrong with it; null: not asked.</summary>
    public string? Link { get; init; }

    /// <summary>healthy, or what was seen instead; null on a machine without an application.</summary>
    public string? Api { get; init; }

    /// <summary>As Api.</summary>
    public string? ObjectStore { get; init; }

    /// <summary>The agent's word: primary, replica, …, unknown; null on a machine without a database.</summary>
    public string? DatabaseRole { get; init; }

    /// <summary>The agent's whole status; null when it does not answer.</summary>
    public AgentStatus? Database { get; init; }

    /// <summary>The backup service's whole status; null when it does not answer.</summary>
    public BackupStatus? Backup { get; init; }

    /// <summary>What the machine's engine says of every service; null: not asked.</summary>
    public IReadOnlyList<ServiceState>? Services { get; init; }

    public bool IsHealthy =>
        (Power ?? MachineCondition.On).Equals(MachineCondition.On, StringComparison.Ordinal)
        && (Link ?? MachineCondition.Up).Equals(MachineCondition.Up, StringComparison.Ordinal)
        && (Services ?? []).All(static service => service.IsHealthy)
        && (Api ?? Healthy).Equals(Healthy, StringComparison.Ordinal)
        && (ObjectStore ?? Healthy).Equals(Healthy, StringComparison.Ordinal)
        && Backup is not { Problems.Count: > 0 };

    /// <summary>Nobody looked at the machine from beside it, and none of its services answers.</summary>
    [JsonIgnore]
    public bool IsSilent =>
        Power is null && Services is null && Database is null && Backup is null
        && IsNobody(Api) && !string.Equals(ObjectStore, Healthy, StringComparison.Ordinal);

    /// <summary>Whether what was seen of an application is none.</summary>
    internal static bool IsNobody(string? seen) => seen is null or NoAnswer || seen.StartsWith(Foreign, StringComparison.Ordinal);
}

/// <summary>Generated JSON for the report.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StatusReport))]
public sealed partial class StatusJson : JsonSerializerContext;
