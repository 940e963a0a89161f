using System.Collections.Concurrent;
using CloudApp.Api.Storage.Objects;

namespace CloudApp.Api.Storage.Reconciliation;

/// <summary>Does what was decided, looking again before each step: between the decision and now the world went on.</summary>
internal sealed partial class ReconcileExecutor(
    IReconcilerRecords records, IReadOnlyList<ISiteStore> sites, LeaderLease lease, ObjectContent content, ObjectCopier copier,
    ReconcileTally tally, ILogger logger)
{
    /// <summary>Notes first, so that a missing copy is known while it is made; then copies, several at a time.</summary>
    /// <exception cref="SiteUnavailableException">A site went away; what was done is noted.</exception>
    /// <exception cref="LeaseLostException">Another node leads.</exception>
    internal async Task RunAsync(IReadOnlyList<ReconcileAction> actions, CancellationToken cancellationToken)
    {
        foreach (var group in actions.OfType<NoteCopies>().GroupBy(n => n.Copies))
        {
            var rows = group.Select(n => n.Row);
            await NoteAsync(group.Key == 0 ? await StillWithoutAsync(rows, cancellationToken) : [.. rows], group.Key, cancellationToken);
        }

        foreach (var check in actions.OfType<CheckContents>()) await ScrubAsync(check.Row, cancellationToken);
        var complete = new ConcurrentQueue<StoredRow>();
        var bad = new ConcurrentQueue<StoredRow>();
        try
        {
            await Parallel.ForEachAsync(
                actions.OfType<CopyObject>(), new ParallelOptions { MaxDegreeOfParallelism = ReconcilerLimits.Parallel, CancellationToken = cancellationToken },
                async (copy, token) =>
                {
                    await lease.EnsureAsync(token);
                    (await CopyAsync(copy, token) ? complete : bad).Enqueue(copy.Row);
                    if (complete.Count >= ReconcilerLimits.NotesPerWrite) await NoteAsync(Drain(complete), sites.Count, token);
                });
        }
        finally
        {
            await NoteAsync(Drain(complete), sites.Count, cancellationToken);
            await NoteAsync(Drain(bad), 0, cancellationToken);
        }
    }

    /// <summary>Reads the object at every site, and acts on what its bytes say.</summary>
    internal async Task ScrubAsync(StoredRow row, CancellationToken cancellationToken)
    {
        var copies = new List<SiteCopy>();
        foreach (var site in sites) copies.Add(new SiteCopy(site.Name, await content.FetchAsync(site, row, Stream.Null, cancellationToken)));
        if (copies.Exists(static c => c.State == CopyState.Good))
        {
            await RunAsync(ReconcileDecision.ForRow(row, copies), cancellationToken);
            return;
        }

        LogBad(logger, row.Id, row.Key);
        if (row.Copies == 0) return;
        tally.CountDamagedEverywhere();
        await NoteAsync([row], 0, cancellationToken);
    }

    /// <summary>Removes objects that still have no row, as the primary says it right before.</summary>
    internal async Task RemoveAsync(IReadOnlyList<RemoveOrphan> orphans, CancellationToken cancellationToken)
    {
        foreach (var chunk in orphans.Chunk(ReconcilerLimits.OrphansPerCheck))
        {
            await lease.EnsureAsync(cancellationToken);
            var named = await records.NamedAsync(lease.Token, [.. chunk.Select(o => o.Key).Distinct(StringComparer.Ordinal)], cancellationToken)
                ?? throw new LeaseLostException();
            foreach (var orphan in chunk.Where(o => !named.Contains(o.Key)))
            {
                if (!lease.IsHeld) throw new LeaseLostException();
                await Site(orphan.Site).DeleteAsync(orphan.Key, cancellationToken);
                // Nothing else would ever name it.
                await Site(orphan.Site).DeleteAsync(ObjectKeys.ThumbnailOf(orphan.Key), cancellationToken);
                tally.CountOrphan();
                LogRemoved(logger, orphan.Key, orphan.Site);
            }
        }
    }

    private ISiteStore Site(string name) => sites.First(s => string.Equals(s.Name, name, StringComparison.Ordinal));

    private async Task<bool> CopyAsync(CopyObject copy, CancellationToken cancellationToken)
    {
        switch (await copier.CopyAsync(copy, Site(copy.From), Site(copy.To), cancellationToken))
        {
            case CopyOutcome.SourceIsBad:
                tally.CountDamagedEverywhere();
                LogBad(logger, copy.Row.Id, copy.Row.Key);
                return false;
            case CopyOutcome.Copied:
                tally.CountCopy(copy.IsRepair);
                if (copy.IsRepair) LogRepaired(logger, copy.Row.Id, copy.To, copy.From);
                return true;
            default:
                return true;
        }
    }

    // The row was read before the listings; and a site may have been filled meanwhile.
    private async Task<IReadOnlyList<StoredRow>> StillWithoutAsync(IEnumerable<StoredRow> rows, CancellationToken cancellationToken)
    {
        var without = new List<StoredRow>();
        foreach (var row in rows)
        {
            var sizes = await Task.WhenAll(sites.Select(s => s.SizeAsync(row.Key, cancellationToken)));
            if (sizes.Any(size => ReconcileDecision.StateOf(row, size) == CopyState.Good)) continue;
            without.Add(row);
            LogBad(logger, row.Id, row.Key);
        }

        return without;
    }

    private async Task NoteAsync(IReadOnlyList<StoredRow> rows, int copies, CancellationToken cancellationToken)
    {
        foreach (var chunk in rows.Chunk(ReconcilerLimits.NotesPerWrite))
        {
            await lease.EnsureAsync(cancellationToken);
            await records.NoteCopiesAsync(lease.Token, [.. chunk.Select(r => r.Id)], copies, cancellationToken);
        }
    }

    private static List<StoredRow> Drain(ConcurrentQueue<StoredRow> queue)
    {
        var rows = new List<StoredRow>();
        while (rows.Count < ReconcilerLimits.NotesPerWrite && queue.TryDequeue(out var row)) rows.Add(row);
        return rows;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Key} at {Site}: no record names it")]
    private static partial void LogRemoved(ILogger logger, string key, string site);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The copy of record {Id} at {To} was damaged: replaced by the one of {From}")]
    private static partial void LogRepaired(ILogger logger, long id, string to, string from);

    [LoggerMessage(Level = LogLevel.Error, Message = "No site has a good copy of record {Id}, object {Key}")]
    private static partial void LogBad(ILogger logger, long id, string key);
}
