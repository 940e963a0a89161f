using CloudApp.Api.Storage.Objects;

namespace CloudApp.Api.Storage.Reconciliation;

/// <summary>Looks at the records with one known copy, a piece at a time, and makes the second.</summary>
internal sealed class RepairPass(IReconcilerRecords records, IReadOnlyList<ISiteStore> sites, ReconcileExecutor executor, TimeProvider time)
{
    private long _afterId;

    /// <summary>One piece; the next call goes on behind it, and begins again at the end.</summary>
    internal async Task StepAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow().AddMilliseconds(-ReconcilerLimits.RepairAfterMs);
        var rows = await records.WithOneCopyAsync(_afterId, before, ReconcilerLimits.RepairRowsPerTick, cancellationToken);
        var actions = new List<ReconcileAction>();
        foreach (var chunk in rows.Chunk(ReconcilerLimits.Parallel))
        {
            var seen = await Task.WhenAll(chunk.Select(async row => ReconcileDecision.ForRow(row, await LookAsync(row, cancellationToken))));
            actions.AddRange(seen.SelectMany(a => a));
        }

        _afterId = rows.Count < ReconcilerLimits.RepairRowsPerTick ? 0 : rows[^1].Id;
        await executor.RunAsync(actions, cancellationToken);
    }

    private Task<SiteCopy[]> LookAsync(StoredRow row, CancellationToken cancellationToken) => Task.WhenAll(sites.Select(async site =>
        new SiteCopy(site.Name, ReconcileDecision.StateOf(row, await site.SizeAsync(row.Key, cancellationToken)))));
}
