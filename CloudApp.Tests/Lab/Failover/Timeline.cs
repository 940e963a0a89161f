using System.Collections.Concurrent;
using System.Globalization;
using CloudApp.Contracts.Agents;
using CloudApp.Contracts.Clients;
using CloudApp.Operations.Agents;

namespace CloudApp.Tests.Lab.Failover;

/// <summary>One change in what an agent says.</summary>
/// <param name="AtTimestamp">When it was seen, as TimeProvider.GetTimestamp gives it.</param>
internal sealed record Sighting(long AtTimestamp, string Site, AgentStatus Status);

/// <summary>Asks both agents again and again, and keeps what changed.</summary>
internal sealed class Timeline(AgentPair pair, TimeProvider time)
{
    // Each look costs the agent that must renew its lease a millisecond.
    private const int PollMs = 50;

    private readonly ConcurrentQueue<Sighting> _sightings = [];

    public async Task DuringAsync(Func<Task> work)
    {
        using var stop = new CancellationTokenSource();
        var watching = Task.WhenAll(pair.Agents.Select(agent => WatchAsync(agent, stop.Token)));
        try
        {
            await work();
        }
        finally
        {
            await stop.CancelAsync();
            await watching;
        }
    }

    /// <summary>Milliseconds until an agent first said that something is not as before.</summary>
    public double? DetectionMs(long faultTimestamp)
    {
        var before = _sightings.Where(seen => seen.AtTimestamp < faultTimestamp)
            .GroupBy(seen => seen.Site, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Last().Status.State, StringComparer.Ordinal);
        return MsSince(faultTimestamp, seen => !before.TryGetValue(seen.Site, out var state) || !string.Equals(state, seen.Status.State, StringComparison.Ordinal));
    }

    /// <summary>Milliseconds until a server was open for writes under a new epoch; null when none was needed.</summary>
    public double? PromotionMs(long faultTimestamp, long epochBefore) =>
        MsSince(faultTimestamp, seen => seen.Status.IsPrimary && seen.Status.Epoch > epochBefore);

    /// <summary>The first that was seen open after that; null when nobody needed to open. Later moves are no fault of the
    /// decision: on a busy test machine a lease may run out for nothing.</summary>
    public AgentStatus? FirstOpen(long sinceTimestamp, long epochBefore) =>
        _sightings.FirstOrDefault(seen => seen.AtTimestamp >= sinceTimestamp && seen.Status.IsPrimary && seen.Status.Epoch > epochBefore)?.Status;

    /// <summary>Epochs in which more than one site said that it was the primary: there must be none.</summary>
    public IReadOnlyList<long> ContestedEpochs =>
        [.. _sightings.Where(seen => seen.Status.IsPrimary).GroupBy(seen => seen.Status.Epoch)
            .Where(group => group.Select(seen => seen.Site).Distinct(StringComparer.Ordinal).Count() > 1)
            .Select(group => group.Key)];

    /// <summary>The changes after the fault, one per line.</summary>
    public string Describe(long faultTimestamp) => string.Join('\n', _sightings
        .Where(seen => seen.AtTimestamp >= faultTimestamp)
        .Select(seen => string.Create(
            CultureInfo.InvariantCulture,
            $"  +{time.GetElapsedTime(faultTimestamp, seen.AtTimestamp).TotalMilliseconds,6:0} ms  {seen.Status}")));

    private double? MsSince(long from, Func<Sighting, bool> wanted) =>
        _sightings.FirstOrDefault(seen => seen.AtTimestamp >= from && wanted(seen)) is { } found
            ? time.GetElapsedTime(from, found.AtTimestamp).TotalMilliseconds
            : null;

    private async Task WatchAsync(AgentClient agent, CancellationToken stop)
    {
        AgentStatus? last = null;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (await agent.TryStatusAsync(stop) is { } status && !IsSame(status, last))
                {
                    last = status;
                    _sightings.Enqueue(new Sighting(time.GetTimestamp(), agent.Site, status));
                }

                await Task.Delay(TimeSpan.FromMilliseconds(PollMs), time, stop);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private static bool IsSame(AgentStatus status, AgentStatus? last) =>
        last is not null && status.IsPrimary == last.IsPrimary && status.Epoch == last.Epoch
        && string.Equals(status.State, last.State, StringComparison.Ordinal) && string.Equals(status.Reason, last.Reason, StringComparison.Ordinal);
}
