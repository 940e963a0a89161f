using System.Text.Json;

namespace CloudApp.Cli.Lab;

/// <summary>One Compose service of one host.</summary>
/// <param name="State">running, exited, restarting, created, paused, dead, or absent when there is no container.</param>
/// <param name="Health">healthy, unhealthy, starting, or empty where the service has no check.</param>
public sealed record ServiceState(string Service, string State, string Health, int ExitCode)
{
    public bool IsHealthy =>
        string.Equals(State, "running", StringComparison.Ordinal) && (Health is "healthy" or "");

    /// <summary>State and health in one word for people.</summary>
    public string Word => Health.Length > 0 && string.Equals(State, "running", StringComparison.Ordinal) ? Health : State;

    /// <summary>Reads what <c>docker compose ps --format json</c> writes: one object per line.</summary>
    public static IReadOnlyList<ServiceState> Parse(string lines)
    {
        var states = new List<ServiceState>();
        foreach (var line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            states.Add(new ServiceState(
                Text(root, nameof(Service)),
                Text(root, nameof(State)),
                Text(root, nameof(Health)),
                root.TryGetProperty(nameof(ExitCode), out var code) && code.TryGetInt32(out var value) ? value : 0));
        }

        return states;
    }

    private static string Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) ? value.GetString() ?? string.Empty : string.Empty;
}
