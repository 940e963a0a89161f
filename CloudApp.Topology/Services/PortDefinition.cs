using System.Net;
using CloudApp.Topology.Model;

namespace CloudApp.Topology.Services;

/// <summary>One TCP port of a service.</summary>
/// <param name="Key">Its name under <c>ports</c> in topology.json.</param>
/// <param name="At">The node whose address it listens on.</param>
/// <param name="Callers">Who has a reason to connect; all others may be kept out.</param>
/// <param name="Meaning">What answers there, for the reference of topology.json.</param>
internal sealed record PortDefinition(string Key, int Default, Node At, Callers Callers, string Meaning)
{
    /// <summary>The port inside the container, where the program has a fixed one; null when it is the same.</summary>
    public int? InnerPort { get; init; }

    /// <summary>The number that the plan gives it.</summary>
    public int In(TopologyPlan plan) => plan.Ports[Key];
}

/// <summary>Who connects to a port. A node's name stands for both sites.</summary>
[Flags]
internal enum Callers
{
    None = 0,
    Clients = 1,
    Lb = 2,
    App = 4,
    Data = 8,
    Monitor = 16,
    Operator = 32,
}

/// <summary>One address and port that one service of one machine listens on. The load balancer's listeners at the VIP are left out: they equal those of its own address.</summary>
/// <param name="Key">The port's name under <c>ports</c>.</param>
internal sealed record Binding(string Host, string Service, IPAddress Address, string Key, int Port);

/// <summary>Something that Prometheus scrapes: the service's port on every machine that runs it.</summary>
internal sealed record ScrapeJob(string Name, PortDefinition Port);
