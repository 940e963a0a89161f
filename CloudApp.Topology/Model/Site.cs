using System.Net;

namespace CloudApp.Topology.Model;

/// <summary>One physical host and the addresses of its three nodes; they may be the same address.</summary>
/// <param name="Name">The host's name and its bundle's folder.</param>
/// <param name="Number">1 or 2, by the order in the file.</param>
/// <param name="Nic">The network interface that carries the addresses.</param>
public sealed record Site(string Name, int Number, string Nic, IPAddress Lb, IPAddress App, IPAddress Data)
{
    /// <summary>Each address once, in the order lb, app, data.</summary>
    public IReadOnlyList<IPAddress> Addresses => [.. new[] { Lb, App, Data }.Distinct()];

    /// <summary>The application's name in HAProxy's statistics: <c>app1</c>, <c>app2</c>.</summary>
    public string AppName => $"app{Number}";
}
