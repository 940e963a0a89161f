using System.Net;
using CloudApp.Topology.Model;

namespace CloudApp.Topology.Services;

/// <summary>One machine of a plan.</summary>
/// <param name="Host">The site that it carries; null for the third machine.</param>
internal sealed record Machine(TopologyPlan Plan, Site? Host)
{
    /// <summary>Site 1, site 2, and the third machine where there is one.</summary>
    public static IEnumerable<Machine> Of(TopologyPlan plan)
    {
        foreach (var site in plan.Sites)
            yield return new Machine(plan, site);
        if (plan.Monitor is not null)
            yield return new Machine(plan, Host: null);
    }

    public string Name => Host?.Name ?? MonitorHost.Name;

    /// <summary>The site, for services that run on a site's host only.</summary>
    public Site Site => Host ?? throw new InvalidOperationException($"{Name} carries no site.");

    public Site Peer => Plan.Peer(Site);

    public Ports Ports => Plan.Ports;

    /// <summary>Each address once.</summary>
    public IReadOnlyList<IPAddress> Addresses => Host?.Addresses ?? [Plan.Monitor!.Address];

    /// <summary>The third machine is one node: it has one address for everything.</summary>
    public IReadOnlyList<IPAddress> AddressesOf(Node node) => (Host, node) switch
    {
        (null, _) or (_, Node.Every) => Addresses,
        (_, Node.Lb) => [Host.Lb],
        (_, Node.App) => [Host.App],
        _ => [Host.Data],
    };

    /// <summary>Where the machine's vote, its database and its store are: the data node, or the third machine itself.</summary>
    public IPAddress DataAddress => AddressesOf(Node.Data)[0];
}

/// <summary>A part of a machine that has an address of its own.</summary>
internal enum Node
{
    Every,
    Lb,
    App,
    Data,
}
