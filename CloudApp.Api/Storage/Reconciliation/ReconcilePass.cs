using CloudApp.Api.Settings;
using CloudApp.Api.Storage.Objects;

namespace CloudApp.Api.Storage.Reconciliation;

/// <summary>The full comparison: every row and every object of both sites, by name and size, in the order of the keys.</summary>
internal sealed partial class ReconcilePass(
    IReconcilerRecords records, IReadOnlyList<ISiteStore> sites, ReconcileExecutor executor, ReconcilerSettings settings, TimeProvider time, ILogger logger)
{
    private Progress? _running;
    private DateTimeOffset _dueAt;

    /// <summary>The last one that came to its end.</summary>
    internal PassReport? Last { get; private set; }

    /// <summary>Missing copies that the last one found, by site.</summary>
    internal IReadOnlyDictionary<string, int> MissingBySite { get; private set; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Begins again, now: what was seen so far is old news.</summary>
    internal void Restart() => (_running, _dueAt) = (null, default);

    /// <summary>Some pages, if it is time.</summary>
    internal async Task StepAsync(CancellationToken cancellationToken)
    {
        if (_running is null && time.GetUtcNow() < _dueAt) return;
        _running ??= new Progress(time.GetUtcNow());
        for (var i = 0; i < ReconcilerLimits.PagesPerTick && _running is { } progress; i++)
        {
            var page = await ReadAsync(progress.After, cancellationToken);
            var actions = ReconcileDecision.ForPage(page, time.GetUtcNow(), settings.OrphanGrace);
            progress.Count(page, actions);
            await executor.RunAsync(actions, cancellationToken);
            if (page.End is { } end) progress.After = end;
            else await FinishAsync(progress, cancellationToken);
        }
    }

    // Rows first: an object that is listed and has no row here was stored later, or has none.
    private async Task<ReconcilePage> ReadAsync(string after, CancellationToken cancellationToken)
    {
        var rows = await records.AfterKeyAsync(after, ReconcilerLimits.PageKeys, cancellationToken);
        var listings = await Task.WhenAll(sites.Select(async site =>
            new SiteListing(site.Name, await site.ListAsync(after, ReconcilerLimits.PageKeys, cancellationToken))));
        return new ReconcilePage(rows, rows.Count < ReconcilerLimits.PageKeys, listings);
    }

    private async Task FinishAsync(Progress progress, CancellationToken cancellationToken)
    {
        var mayRemove = ReconcileDecision.MayRemove(progress.Orphans.Count, progress.Objects);
        if (!mayRemove) LogKept(logger, progress.Orphans.Count, progress.Objects);
        else await executor.RemoveAsync([.. progress.Orphans.Take(ReconcilerLimits.OrphansPerPassMax)], cancellationToken);
        var now = time.GetUtcNow();
        MissingBySite = progress.Missing;
        Last = new PassReport(
            progress.StartedAt, now, progress.Rows, progress.Objects, progress.Missing.Values.Sum(), progress.Orphans.Count, !mayRemove);
        ReconcilerMetrics.LastPass.Record(now.ToUnixTimeMilliseconds() / 1000.0);
        (_running, _dueAt) = (null, now + settings.PassInterval);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Orphans} of {Objects} objects have no record: too many to be believed, nothing is removed")]
    private static partial void LogKept(ILogger logger, int orphans, int objects);

    private sealed class Progress(DateTimeOffset startedAt)
    {
        internal DateTimeOffset StartedAt { get; } = startedAt;
        internal string After { get; set; } = ObjectKeys.ImagePrefix;
        internal int Rows { get; private set; }
        internal int Objects { get; private set; }
        internal List<RemoveOrphan> Orphans { get; } = [];
        internal Dictionary<string, int> Missing { get; } = new(StringComparer.Ordinal);

        internal void Count(ReconcilePage page, IReadOnlyList<ReconcileAction> actions)
        {
            Rows += page.Rows.Count(r => page.Covers(r.Key));
            Objects += page.Sites.Sum(s => s.Page.Objects.Count(o => page.Covers(o.Key)));
            Orphans.AddRange(actions.OfType<RemoveOrphan>());
            foreach (var copy in actions.OfType<CopyObject>()) Missing[copy.To] = Missing.GetValueOrDefault(copy.To) + 1;
        }
    }
}
