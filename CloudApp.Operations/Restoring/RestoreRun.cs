using System.Globalization;
using CloudApp.Contracts.Backups;
using CloudApp.Contracts.Clients;
using CloudApp.Operations.Agents;
using CloudApp.Operations.Backups;

namespace CloudApp.Operations.Restoring;

/// <summary>One restore from the operator's side. Everything that must survive it is with the pair: begun again, it goes on.</summary>
public sealed class RestoreRun(AgentPair pair, BackupPair services, TimeProvider time, Action<string> say)
{
    private const int CloseMs = 30_000;
    private const int OpenMs = 120_000;
    private const int CopyMs = 12 * 60 * 60 * 1000;
    private const int AskAgainMs = 3_000;
    private const int SilenceMs = 60_000;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    /// <summary>Says what the restore would do, and returns the host that it would be done on.</summary>
    /// <exception cref="UserException">It cannot be done; the message says why.</exception>
    public async Task<string> ShowAsync(RestoreRequest request, CancellationToken cancellationToken)
    {
        var statuses = await pair.LookAsync(cancellationToken);
        var closed = statuses.FirstOrDefault(static status => status is { IsRestoreHost: true });
        var host = closed ?? AgentPair.PrimaryOf(statuses)
            ?? throw new UserException($"A restore goes into the primary's host, and there is not exactly one primary. {await pair.DescribeAsync(cancellationToken)}");
        if (closed is not null)
            say($"The pair is closed already ({closed.Closed}): the restore is begun again on {closed.Site}.");
        var preview = await Of(host.Site).PreviewRestoreAsync(request, cancellationToken);
        foreach (var line in RestoreLines.Preview(preview, host.Site))
            say(line);
        return host.Site;
    }

    /// <summary>Closes, restores, opens, waits for the other host, and says what came out.</summary>
    /// <exception cref="UserException">It failed; the pair stays closed, and the message says what to do.</exception>
    public async Task<RestoreProgress> RestoreAsync(string host, RestoreRequest request, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        await CloseAsync(host, request, cancellationToken);
        say($"The pair is closed after {Seconds(start)} s.");
        var service = Of(host);
        if ((await service.TryRestoreProgressAsync(cancellationToken))?.State is not RestoreState.Running)
            await service.StartRestoreAsync(request, cancellationToken);
        var done = await FollowAsync(service, cancellationToken);
        await pair.WaitAsync(static now => AgentPair.PrimaryOf(now) is not null, "the restored pair is open", OpenMs, cancellationToken);
        say($"The pair is open after {Seconds(start)} s.");
        foreach (var (table, rows) in done.Tables)
            say($"  {table}: {rows} rows");
        if (done.Objects > 0)
            say($"  {done.Objects} objects were brought back from the target.");
        if (done.LostFile.Length > 0)
            say($"What was taken back, {done.LostCount} writes, is listed on {host} in {done.LostFile}.");
        await pair.WaitAsync(AgentPair.IsInSync, "the other host has copied the restored data", CopyMs, cancellationToken);
        say($"Both hosts have the restored data after {Seconds(start)} s.");
        return done;
    }

    private async Task CloseAsync(string host, RestoreRequest request, CancellationToken cancellationToken)
    {
        var reason = $"restore of {request.Name} until {request.Until ?? "its own moment"}, begun {RestoreLines.Text(time.GetUtcNow())}: './cloudapp backup restore' goes on with it";
        var start = time.GetTimestamp();
        var asked = 0L;
        while (true)
        {
            var statuses = await pair.LookAsync(cancellationToken);
            if (statuses.Any(status => status is { IsRestoreHost: true, State: "Fenced" } && string.Equals(status.Site, host, StringComparison.Ordinal)))
                return;
            if (time.GetElapsedTime(start).TotalMilliseconds > CloseMs)
                throw new UserException($"The pair could not be closed within {CloseMs / 1000} s; nothing was restored. {await pair.DescribeAsync(cancellationToken)}");
            // An order is dropped when the primary is in the middle of something else.
            if (AgentPair.PrimaryOf(statuses) is { } primary && (asked == 0 || time.GetElapsedTime(asked).TotalMilliseconds > AskAgainMs))
            {
                if (!string.Equals(primary.Site, host, StringComparison.Ordinal))
                    throw new UserException($"The primary has moved to {primary.Site} in the meantime; nothing was restored. Begin again.");
                await pair.Of(primary.Site).CloseAsync(reason, cancellationToken);
                asked = time.GetTimestamp();
            }
            await Task.Delay(Poll, time, cancellationToken);
        }
    }

    private async Task<RestoreProgress> FollowAsync(BackupClient service, CancellationToken cancellationToken)
    {
        var heard = time.GetTimestamp();
        var step = "";
        while (true)
        {
            if (await service.TryRestoreProgressAsync(cancellationToken) is { } progress)
            {
                heard = time.GetTimestamp();
                if (!string.Equals(step, progress.Step, StringComparison.Ordinal))
                    say(string.Create(CultureInfo.InvariantCulture, $"{service.Site}, {progress.Seconds:0.0} s: {step = progress.Step}"));
                if (progress.State is RestoreState.Done)
                    return progress;
                if (progress.State is not RestoreState.Running)
                    throw new UserException($"The restore stopped, and the pair stays closed: {(progress.Problem.Length > 0 ? progress.Problem : "its service was restarted")} Begin it again with the same command, or with another backup.");
            }
            if (time.GetElapsedTime(heard).TotalMilliseconds > SilenceMs)
                throw new UserException($"The backup service of {service.Site} has been silent for {SilenceMs / 1000} s; the pair stays closed. Begin again when it answers.");
            await Task.Delay(Poll, time, cancellationToken);
        }
    }

    private BackupClient Of(string site) => services.Of(site)[0];

    private string Seconds(long start) => time.GetElapsedTime(start).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
}
