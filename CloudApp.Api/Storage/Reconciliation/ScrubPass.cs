using CloudApp.Api.Settings;
using CloudApp.Api.Storage.Objects;

namespace CloudApp.Api.Storage.Reconciliation;

/// <summary>The slow comparison: the bytes of every object at every site against the size and SHA-256 of its row.</summary>
internal sealed class ScrubPass(
    IReconcilerRecords records, IReadOnlyList<ISiteStore> sites, ReconcileExecutor executor, ReconcileTally tally, ReconcilerSettings settings,
    TimeProvider time)
{
    private readonly Queue<StoredRow> _ahead = new();
    private string _after = ObjectKeys.ImagePrefix;
    private DateTimeOffset? _dueAt;
    private long _steppedAt = time.GetTimestamp();
    private double _allowedBytes;

    /// <summary>End of the last round through all records.</summary>
    internal DateTimeOffset? LastRoundAt { get; private set; }

    /// <summary>As many records as the rate allows.</summary>
    internal async Task StepAsync(CancellationToken cancellationToken)
    {
        var elapsed = time.GetElapsedTime(_steppedAt);
        _steppedAt = time.GetTimestamp();
        _allowedBytes = Math.Min(
            _allowedBytes + (elapsed.TotalSeconds * settings.VerifyBytesPerSecond), (double)settings.VerifyBytesPerSecond * ReconcilerLimits.ScrubBurstSeconds);
        // A new leader has more urgent things to do first.
        _dueAt ??= time.GetUtcNow().AddSeconds(ReconcilerLimits.ScrubAfterSeconds);
        if (time.GetUtcNow() < _dueAt) return;
        for (var i = 0; i < ReconcilerLimits.ScrubRowsPerTick && _allowedBytes > 0; i++)
        {
            if (await NextAsync(cancellationToken) is not { } row) return;
            await executor.ScrubAsync(row, cancellationToken);
            _allowedBytes -= row.SizeBytes * sites.Count;
            tally.CountVerified();
            // Only now: a row whose repair failed is the next one again.
            _ahead.Dequeue();
            _after = row.Key;
        }
    }

    private async Task<StoredRow?> NextAsync(CancellationToken cancellationToken)
    {
        if (_ahead.Count == 0)
            foreach (var row in await records.AfterKeyAsync(_after, ReconcilerLimits.ScrubRowsPerTick, cancellationToken)) _ahead.Enqueue(row);
        if (_ahead.TryPeek(out var next)) return next;
        LastRoundAt = time.GetUtcNow();
        _after = ObjectKeys.ImagePrefix;
        _dueAt = LastRoundAt.Value.AddSeconds(ReconcilerLimits.ScrubIntervalSeconds);
        return null;
    }
}
