using CloudApp.Contracts.Agents;
using CloudApp.Contracts.Clients;

namespace CloudApp.Operations.Agents;

/// <summary>The two database agents, asked together.</summary>
public sealed class AgentPair(IReadOnlyList<AgentClient> agents, TimeProvider time) : IDisposable
{
    private const int PollMs = 50;

    public IReadOnlyList<AgentClient> Agents { get; } = agents;

    /// <summary>One entry per site, in the plan's order; null where nobody answers.</summary>
    public Task<AgentStatus?[]> LookAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Agents.Select(agent => agent.TryStatusAsync(cancellationToken)));

    public AgentClient Of(string site) =>
        Agents.FirstOrDefault(agent => string.Equals(agent.Site, site, StringComparison.Ordinal))
        ?? throw new UserException($"There is no site '{site}'. Sites: {string.Join(", ", Agents.Select(agent => agent.Site))}.");

    public AgentClient Other(string site) =>
        Agents.First(agent => !string.Equals(agent.Site, site, StringComparison.Ordinal));

    /// <summary>What both say, for messages.</summary>
    public async Task<string> DescribeAsync(CancellationToken cancellationToken) =>
        string.Join("; ", (await LookAsync(cancellationToken)).Zip(Agents, (status, agent) => status?.ToString() ?? $"{agent.Site}: no answer"));

    /// <summary>Asks again and again until it is so.</summary>
    /// <param name="limitMs">Milliseconds to wait at most.</param>
    /// <exception cref="UserException">It did not come true; the message holds what both agents said last.</exception>
    public async Task<AgentStatus?[]> WaitAsync(
        Func<AgentStatus?[], bool> condition, string what, int limitMs, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            var statuses = await LookAsync(cancellationToken);
            if (condition(statuses))
                return statuses;
            if (time.GetElapsedTime(start).TotalMilliseconds > limitMs)
                throw new UserException($"Within {limitMs / 1000} s it did not come true that {what}. {await DescribeAsync(cancellationToken)}");
            await Task.Delay(TimeSpan.FromMilliseconds(PollMs), time, cancellationToken);
        }
    }

    /// <summary>The one that says it is the primary, or null when none or both do.</summary>
    public static AgentStatus? PrimaryOf(IEnumerable<AgentStatus?> statuses) =>
        statuses.Where(static status => status is { IsPrimary: true }).ToList() is [{ } only] ? only : null;

    /// <summary>One primary, one replica, and no acknowledged write can be lost.</summary>
    public static bool IsInSync(IReadOnlyCollection<AgentStatus?> statuses) =>
        PrimaryOf(statuses) is { Sync: { Mode: SyncStatus.InSync, AcknowledgedWriteCanBeLost: false } } primary
        && statuses.All(status => status is not null && (status == primary || status.IsReplica));

    public void Dispose()
    {
        foreach (var agent in Agents)
            agent.Dispose();
    }
}
