using System.Text;
using CloudApp.Topology.Services;

namespace CloudApp.Topology.Reading;

/// <summary>docs/topology.md: every key of topology.json, from the same declarations that read it.</summary>
internal static class SettingsReference
{
    private const string Head = """
        # topology.json

        The whole system is described in one file. `./cloudapp publish --topology FILE` reads it, names every mistake at once with the
        setting's path, and writes one bundle per machine. A key that is not listed here is a mistake; comments and trailing commas are allowed.
        `HOST` stands for a site's name, which the file chooses: exactly two sites, the first is site 1. What must be given in `monitor`,
        `backup.target` and `backup.target.bucket` must be given where the file has that section.

        This page is written from the code's own declarations: after a change run the test `The_reference_of_topology_json_is_current` with
        `CLOUDAPP_UPDATE_DOCS=1`.

        ## Settings

        | key | default | what may be written | meaning |
        |---|---|---|---|

        """;

    private const string PortsHead = """

        ## Ports

        Each is a key under `ports`: 1 to 65535, the same inside and outside of the containers. Two services of one address may not share a port.

        | key | default | service | listens on | who connects | what answers |
        |---|---|---|---|---|---|

        """;

    public static string Render(ServiceCatalog catalog)
    {
        var text = new StringBuilder(Head);
        foreach (var setting in Settings.All(catalog).Where(setting => !setting.Path.StartsWith("ports.", StringComparison.Ordinal)))
            text.Append($"| `{setting.Path}` | {DefaultOf(setting)} | {setting.Range} | {setting.Meaning} |\n");
        text.Append(PortsHead);
        foreach (var service in catalog.Services)
        {
            foreach (var port in service.Ports)
                text.Append($"| `{port.Key}` | {port.Default} | {service.Name} | {Place(service, port)} | {string.Join(", ", CallersOf(port.Callers))} | {port.Meaning} |\n");
        }
        return text.ToString();
    }

    private static string DefaultOf(Setting setting) => setting.Default switch
    {
        null => "must be given",
        "" => "none",
        var words when words.Contains(' ', StringComparison.Ordinal) => words,
        var value => $"`{value}`",
    };

    private static string Place(ServiceDefinition service, PortDefinition port) => (service.Placement, port.At) switch
    {
        (Placement.Monitor, _) => "monitor",
        (Placement.EveryMachine, Node.Data) => "data, monitor",
        (_, Node.Every) => "every address",
        (_, var node) => node.ToString().ToLowerInvariant(),
    };

    private static IEnumerable<string> CallersOf(Callers callers) =>
        Enum.GetValues<Callers>().Where(caller => caller != Callers.None && callers.HasFlag(caller)).Select(caller => caller.ToString().ToLowerInvariant());
}
