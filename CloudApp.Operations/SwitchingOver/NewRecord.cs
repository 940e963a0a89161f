using System.Globalization;
using CloudApp.Contracts.Agents;
using CloudApp.Contracts.Clients;
using CloudApp.Operations.Agents;

namespace CloudApp.Operations.SwitchingOver;

/// <summary>
/// Starts a new record from one server's data, after etcd has lost its data or was put back to an older state. What only the
/// other server has is kept aside before that one copies the named one.
/// </summary>
public static class NewRecord
{
    private const int DoneMs = 60_000;

    /// <summary>What each server has, one line each, in the plan's order.</summary>
    public static async Task<IReadOnlyList<string>> DescribeAsync(AgentPair pair, CancellationToken cancellationToken) =>
        [.. (await pair.LookAsync(cancellationToken)).Zip(pair.Agents, (status, agent) => status is null ? $"{agent.Site}: no answer" : Describe(status))];

    /// <summary>Starts it and returns a sentence about it.</summary>
    /// <param name="primary">The site whose data counts.</param>
    /// <exception cref="UserException">It did not come to pass; the message says why.</exception>
    /// <exception cref="ServiceException">The agent refuses or does not answer.</exception>
    public static async Task<string> RunAsync(AgentPair pair, string primary, TimeProvider time, CancellationToken cancellationToken)
    {
        var target = pair.Of(primary);
        var start = time.GetTimestamp();
        var seen = (await pair.LookAsync(cancellationToken)).OfType<AgentStatus>().ToList();
        var epoch = seen.Select(static status => Math.Max(status.Epoch, status.SeenEpoch)).DefaultIfEmpty().Max();
        var history = seen.Select(static status => status.SeenHistory).DefaultIfEmpty().Max();
        await target.StartNewRecordAsync(epoch, history, cancellationToken);
        var statuses = await pair.WaitAsync(
            now => now.Any(status => IsDone(status, primary, epoch)), $"{primary} is the primary by a new record", DoneMs, cancellationToken);
        var opened = statuses.First(status => IsDone(status, primary, epoch))!;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{primary} is the primary by a new record after {time.GetElapsedTime(start).TotalSeconds:0.0} s (epoch {opened.Epoch}). What only the other server has is kept aside before it copies {primary}: see savedTransactions in './cloudapp status --json'.");
    }

    private static bool IsDone(AgentStatus? status, string primary, long aboveEpoch) =>
        status is { IsPrimary: true } && status.Epoch > aboveEpoch && string.Equals(status.Site, primary, StringComparison.Ordinal);

    private static string Describe(AgentStatus status)
    {
        var seen = status.SeenRecord.Length == 0 ? "no record" : status.SeenRecord;
        var executed = status.Server.GtidExecuted.Length == 0 ? "nothing" : status.Server.GtidExecuted.Replace("\n", "", StringComparison.Ordinal);
        return $"{status.Site}: {status.State}; the newest record that it has seen: {seen}; executed {executed}";
    }
}
