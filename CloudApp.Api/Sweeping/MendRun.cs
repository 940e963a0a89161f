using CloudApp.Api.Objects;

namespace CloudApp.Api.Sweeping;

/// <summary>Looks at the records with one known copy, a piece at a time, and makes the second.</summary>
internal sealed class MendRun(ISweeperRecords records, IReadOnlyList<ISiteStore> sites, SweepExecutor executor, TimeProvider time)
{
    private long _afterId;

    /// <summary>One piece; the next call goes on behind it, and begins again at the end.</summary>
    internal async Task StepAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow().AddMilliseconds(-SweeperLimits.MendAfterMs);
        var rows = await records.WithOneCopyAsync(_afterId, before, SweeperLimits.MendRowsPerTick, cancellationToken);
        var actions = new List<SweepAction>();
        foreach (var chunk in rows.Chunk(SweeperLimits.Parallel))
        {
            var seen = await Task.WhenAll(chunk.Select(async row => SweepDecision.ForRow(row, await LookAsync(row, cancellationToken))));
            actions.AddRange(seen.SelectMany(a => a));
        }

        _afterId = rows.Count < SweeperLimits.MendRowsPerTick ? 0 : rows[^1].Id;
        await executor.RunAsync(actions, cancellationToken);
    }

    private Task<SiteCopy[]> LookAsync(StoredRow row, CancellationToken cancellationToken) => Task.WhenAll(sites.Select(async site =>
        new SiteCopy(site.Name, SweepDecision.StateOf(row, await site.SizeAsync(row.Key, cancellationToken)))));
}
