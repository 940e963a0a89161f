using System.Net;

namespace CloudApp.Topology.Model;

/// <summary>The third machine. Its address is its own: the bundle does not add it.</summary>
public sealed record MonitorHost(string Nic, IPAddress Address)
{
    /// <summary>The machine's name and its bundle's folder.</summary>
    public const string Name = "monitor";
}
