using System.Globalization;
using CloudApp.Contracts.Clients;
using CloudApp.Operations.Agents;

namespace CloudApp.Operations.SwitchingOver;

/// <summary>Makes a site primary that cannot prove that it has every acknowledged write: what only the other one has is lost to the database.</summary>
public static class ForcedFailover
{
    private const int DoneMs = 30_000;

    /// <summary>Forces the role and returns a sentence about it.</summary>
    /// <param name="lose">The site to give up.</param>
    /// <exception cref="UserException">It did not come to pass; the message says why.</exception>
    /// <exception cref="ServiceException">The agent refuses or does not answer.</exception>
    public static async Task<string> RunAsync(AgentPair pair, string lose, TimeProvider time, CancellationToken cancellationToken)
    {
        _ = pair.Of(lose);
        var target = pair.Other(lose);
        var start = time.GetTimestamp();
        await target.ForceFailoverAsync(lose, cancellationToken);
        var statuses = await pair.WaitAsync(
            now => now.Any(status => status is { IsPrimary: true } && string.Equals(status.Site, target.Site, StringComparison.Ordinal)),
            $"{target.Site} is the primary", DoneMs, cancellationToken);
        var primary = statuses.First(status => status is { IsPrimary: true } && string.Equals(status.Site, target.Site, StringComparison.Ordinal))!;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{target.Site} is the primary after {time.GetElapsedTime(start).TotalSeconds:0.0} s (epoch {primary.Epoch}). When {lose} returns, what only it has is kept aside before it copies {target.Site}: see savedTransactions in './cloudapp status --json'.");
    }
}
