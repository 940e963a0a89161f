using CloudApp.Topology.Model;

namespace CloudApp.Topology.Reading;

internal static class PortsBuilder
{
    public static Ports Build(Dictionary<string, int>? section, Mistakes mistakes)
    {
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (name, port) in section ?? [])
        {
            if (!Ports.Defaults.ContainsKey(name))
            {
                mistakes.AddUnknown("ports", name, Ports.Defaults.Keys);
                continue;
            }
            known[name] = Numbers.InRange($"ports.{name}", port, Ports.Lowest, Ports.Highest, mistakes);
        }
        return new Ports(known);
    }
}
