namespace CloudApp.Api.Operation;

/// <summary>Whether this node can serve. 200 when Status is healthy, else 503.</summary>
/// <param name="Status">healthy or unhealthy.</param>
/// <param name="Spool">The disk for uploads in flight.</param>
/// <param name="ElapsedMs">How long the check took that this answer shares.</param>
internal sealed record HealthReport(
    string Status, string Site, string Node, double ElapsedMs,
    HealthPart Reads, HealthPart Writes, HealthPart Objects, HealthPart Spool)
{
    internal const string Healthy = "healthy";
    internal const string Unhealthy = "unhealthy";

    internal bool IsHealthy => string.Equals(Status, Healthy, StringComparison.Ordinal);
}

/// <summary>One thing that the node depends on.</summary>
/// <param name="Reached">Whether any of the ways leads to it.</param>
/// <param name="Needed">Whether the node is taken out when it is not reached.</param>
internal sealed record HealthPart(bool Reached, bool Needed, IReadOnlyList<ProbeResult> Ways);

/// <summary>One way to it.</summary>
/// <param name="Result">ok, failed, or no answer yet when the report was made.</param>
/// <param name="Role">Of a database server: primary or replica.</param>
internal sealed record ProbeResult(string Name, string Result, double? ElapsedMs = null, string? Server = null, string? Role = null)
{
    internal const string Ok = "ok";
    internal const string Failed = "failed";
    internal const string Pending = "no answer yet";

    internal bool IsOk => string.Equals(Result, Ok, StringComparison.Ordinal);
}
