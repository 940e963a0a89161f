using System.Text;
using CloudApp.Agent.Settings;

namespace CloudApp.Agent.Routing;

/// <summary>From the template and the destinations to the text of mysqlrouter.conf. A pure function.</summary>
internal static class RouterConfiguration
{
    public const string ReadWriteSection = "[routing:read_write]";
    public const string ReadOnlySection = "[routing:read_only]";

    /// <exception cref="SettingsException">The template lacks a section.</exception>
    public static string Render(string template, RouterSettings settings, RouterDestinations destinations)
    {
        var readWrite = new Route(ReadWriteSection, settings.ReadWritePort, destinations.ReadWrite);
        var readOnly = new Route(ReadOnlySection, settings.ReadOnlyPort, destinations.ReadOnly);
        var text = new StringBuilder("# Written by CloudApp.Agent from the template; changes here are lost.\n");
        var found = new HashSet<string>(StringComparer.Ordinal);
        Route? current = null;
        foreach (var line in template.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.StartsWith('['))
            {
                var section = line.Trim();
                current = new[] { readWrite, readOnly }.FirstOrDefault(route => string.Equals(route.Section, section, StringComparison.Ordinal));
                found.Add(section);
            }
            if (current is null || current.Destinations.Count > 0)
                text.Append(RenderLine(line, current, settings)).Append('\n');
        }
        foreach (var section in new[] { ReadWriteSection, ReadOnlySection })
        {
            if (!found.Contains(section))
                throw new SettingsException($"{settings.Template} has no section {section}: take the file of the bundle.");
        }
        return text.ToString();
    }

    private static string RenderLine(string line, Route? route, RouterSettings settings)
    {
        var equals = line.IndexOf('=', StringComparison.Ordinal);
        if (route is null || equals < 0 || line.TrimStart().StartsWith('#'))
            return line;
        return line[..equals].Trim() switch
        {
            "bind_address" => $"bind_address = {settings.BindAddress}",
            "bind_port" => $"bind_port = {route.Port}",
            "destinations" => $"destinations = {string.Join(',', route.Destinations)}",
            _ => line,
        };
    }

    private sealed record Route(string Section, int Port, IReadOnlyList<string> Destinations);
}
