namespace CloudApp.ServiceDefaults;

/// <summary>What telemetry calls this process, and what it listens to inside it.</summary>
/// <param name="Name">The service, e.g. <c>cloudapp-api</c>.</param>
/// <param name="Instance">The node, e.g. <c>app1</c>; unique within the service.</param>
/// <param name="Site">The site the node stands at, e.g. <c>host1</c>.</param>
/// <param name="ActivitySources">Names of the trace sources to export.</param>
/// <param name="Meters">Names of the meters to export.</param>
public sealed record ServiceIdentity(
    string Name,
    string Instance,
    string Site,
    IReadOnlyList<string> ActivitySources,
    IReadOnlyList<string> Meters);
