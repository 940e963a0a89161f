using System.Globalization;
using System.Text.RegularExpressions;
using CloudApp.Operations.Engine;

namespace CloudApp.Operations.Deployment;

/// <summary>One Compose service of one host.</summary>
/// <param name="State">running, exited, restarting, created, paused, dead, or absent when there is no container.</param>
/// <param name="Health">healthy, unhealthy, starting, or empty where the service has no check.</param>
public sealed partial record ServiceState(string Service, string State, string Health, int ExitCode)
{
    /// <summary>Which of a container's labels names its service.</summary>
    public const string ServiceLabel = "com.docker.compose.service";

    public bool IsHealthy =>
        string.Equals(State, "running", StringComparison.Ordinal) && (Health is "healthy" or "");

    /// <summary>State and health in one word for people.</summary>
    public string Word => Health.Length > 0 && string.Equals(State, "running", StringComparison.Ordinal) ? Health : State;

    /// <summary>The service that a container belongs to; null for a container that Compose did not make.</summary>
    internal static ServiceState? Of(EngineContainer container)
    {
        if (container.Labels?.GetValueOrDefault(ServiceLabel) is not { } service)
            return null;
        var exit = ExitOf().Match(container.Status);
        return new ServiceState(
            service,
            container.State,
            HealthOf().Match(container.Status).Groups["health"].Value,
            exit.Success ? int.Parse(exit.Groups["code"].Value, CultureInfo.InvariantCulture) : 0);
    }

    // The engine writes health into the words for people only: "Up 3 seconds (health: starting)", "(healthy)".
    [GeneratedRegex(@"\((?:health: )?(?<health>healthy|unhealthy|starting)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HealthOf();

    [GeneratedRegex(@"^Exited \((?<code>\d+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ExitOf();
}
