using CloudApp.Contracts.Agents;

namespace CloudApp.Agent.Routing;

/// <summary>What a keeper knows of one agent.</summary>
/// <param name="Status">The last answer; null before the first.</param>
/// <param name="Silent">How long ago that was.</param>
internal sealed record ObservedAgent(string Site, AgentStatus? Status, TimeSpan Silent);

/// <summary>Where the two routes lead, each as address:port in order of preference; empty when the route is to refuse.</summary>
internal sealed record RouterDestinations(IReadOnlyList<string> ReadWrite, IReadOnlyList<string> ReadOnly, long Epoch)
{
    public static RouterDestinations None { get; } = new([], [], 0);

    public RouterDestinations OnlyReadWrite => this with { ReadOnly = [] };

    public RouterDestinations OnlyReadOnly => this with { ReadWrite = [] };

    public bool IsEmpty => ReadWrite.Count == 0 && ReadOnly.Count == 0;

    /// <summary>Whether every server that it leads to is in the other plan as well, in whatever order.</summary>
    public bool StaysWithin(RouterDestinations other)
    {
        return ReadWrite.All(other.ReadWrite.Contains) && ReadOnly.All(other.ReadOnly.Contains);
    }

    /// <summary>Whether mysqlrouter would be told the same; the epoch alone is no reason to cut its connections.</summary>
    public bool LeadsTo(RouterDestinations other)
    {
        return ReadWrite.SequenceEqual(other.ReadWrite, StringComparer.Ordinal) && ReadOnly.SequenceEqual(other.ReadOnly, StringComparer.Ordinal);
    }
}

/// <summary>From what the agents say to where the routes lead. A pure function.</summary>
internal static class RouterPlan
{
    /// <summary>An agent that has been silent for longer is not believed: its server gets no traffic.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromMilliseconds(1500);

    /// <param name="maxSeenEpoch">No primary of an older epoch is believed, whoever says it.</param>
    public static RouterDestinations Make(IEnumerable<ObservedAgent> agents, long maxSeenEpoch)
    {
        var heard = agents.Where(static a => a.Status is not null && a.Silent <= LongestSilence).Select(static a => a.Status!).ToList();
        var primary = heard.Where(s => s.IsPrimary && s.Epoch >= maxSeenEpoch).MaxBy(static s => s.Epoch);
        // Two that claim one epoch: at least one is wrong, and a write to it is a lost write.
        if (primary is not null && heard.Count(s => s.IsPrimary && s.Epoch == primary.Epoch) > 1)
            primary = null;
        var replicas = heard.Where(static s => s.IsReplica).ToList();
        // A readable server between two roles or without its source is the last resort of the reads.
        var others = heard.Where(s => s is { IsReplica: false, IsPrimary: false, IsReadable: true, Role: AgentRoles.Replica }).ToList();
        AgentStatus[] reads =
        [
            .. replicas.OrderBy(static s => s.Site, StringComparer.Ordinal),
            .. primary is null ? [] : new[] { primary },
            .. others.OrderBy(static s => s.Site, StringComparer.Ordinal),
        ];
        return new RouterDestinations(
            primary is null ? [] : [Address(primary)],
            [.. reads.Select(Address)],
            primary?.Epoch ?? maxSeenEpoch);
    }

    private static string Address(AgentStatus status) => $"{status.Address}:{status.MySqlPort}";
}
