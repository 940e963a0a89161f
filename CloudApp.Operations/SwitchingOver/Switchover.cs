using System.Globalization;
using CloudApp.Contracts.Agents;
using CloudApp.Contracts.Clients;
using CloudApp.Operations.Agents;

namespace CloudApp.Operations.SwitchingOver;

/// <summary>A planned move of the primary to the other site.</summary>
public static class Switchover
{
    private const int DoneMs = 15_000;

    /// <summary>Moves the primary and returns a sentence about it.</summary>
    /// <exception cref="UserException">It cannot be done now; the message says why.</exception>
    /// <exception cref="ServiceException">The agent refuses or does not answer.</exception>
    public static async Task<string> RunAsync(AgentPair pair, TimeProvider time, CancellationToken cancellationToken)
    {
        var statuses = await pair.LookAsync(cancellationToken);
        if (AgentPair.PrimaryOf(statuses) is not { } primary)
            throw new UserException($"There is not exactly one primary to move. {await pair.DescribeAsync(cancellationToken)}");
        if (!string.Equals(primary.Sync.Mode, SyncStatus.InSync, StringComparison.Ordinal))
            throw new UserException($"The replica does not have every acknowledged write yet ({primary.Sync.Because}): wait until './cloudapp status' says that none can be lost.");

        var target = pair.Other(primary.Site).Site;
        var start = time.GetTimestamp();
        await pair.Of(primary.Site).SwitchOverAsync(cancellationToken);
        var done = await pair.WaitAsync(
            now => AgentPair.PrimaryOf(now) is { } holder && string.Equals(holder.Site, target, StringComparison.Ordinal) && holder.Epoch > primary.Epoch,
            $"{target} is the primary", DoneMs, cancellationToken);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"The primary moved from {primary.Site} to {target} in {time.GetElapsedTime(start).TotalSeconds:0.0} s (epoch {AgentPair.PrimaryOf(done)!.Epoch}).");
    }
}
