using System.Text.Json.Serialization;

namespace CloudApp.Contracts.Applications;

/// <summary>Whether this node can serve. 200 when Status is healthy, else 503.</summary>
/// <param name="Status">healthy or unhealthy.</param>
/// <param name="Spool">The disk for uploads in flight; an application of the release before does not tell it.</param>
/// <param name="ElapsedMs">How long the check took that this answer shares.</param>
public sealed record HealthReport(
    string Status, string Site, string Node, double ElapsedMs,
    HealthPart Reads, HealthPart Writes, HealthPart Objects,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] HealthPart? Spool = null)
{
    public const string Healthy = "healthy";
    public const string Unhealthy = "unhealthy";

    [JsonIgnore]
    public bool IsHealthy => string.Equals(Status, Healthy, StringComparison.Ordinal);
}

/// <summary>One thing that the node depends on.</summary>
/// <param name="Reached">Whether any of the ways leads to it.</param>
/// <param name="Needed">Whether the node is taken out when it is not reached.</param>
public sealed record HealthPart(bool Reached, bool Needed, IReadOnlyList<ProbeResult> Ways);

/// <summary>One way to it.</summary>
/// <param name="Result">ok, failed, or no answer yet when the report was made.</param>
/// <param name="Role">Of a database server: primary or replica.</param>
public sealed record ProbeResult(string Name, string Result, double? ElapsedMs = null, string? Server = null, string? Role = null)
{
    public const string Ok = "ok";
    public const string Failed = "failed";
    public const string Pending = "no answer yet";

    [JsonIgnore]
    public bool IsOk => string.Equals(Result, Ok, StringComparison.Ordinal);
}
