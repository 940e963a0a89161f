using CloudApp.Api.Objects;

namespace CloudApp.Api.Sweeping;

/// <summary>The slow comparison: the bytes of every object at every site against the size and SHA-256 of its row.</summary>
internal sealed class VerifyRun(
    ISweeperRecords records, IReadOnlyList<ISiteStore> sites, SweepExecutor executor, SweepTally tally, SweeperSettings settings,
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
            _allowedBytes + (elapsed.TotalSeconds * settings.VerifyBytesPerSecond), (double)settings.VerifyBytesPerSecond * SweeperLimits.VerifyBurstSeconds);
        // A new leader has more urgent things to do first.
        _dueAt ??= time.GetUtcNow().AddSeconds(SweeperLimits.VerifyAfterSeconds);
        if (time.GetUtcNow() < _dueAt) return;
        for (var i = 0; i < SweeperLimits.VerifyRowsPerTick && _allowedBytes > 0; i++)
        {
            if (await NextAsync(cancellationToken) is not { } row) return;
            await executor.VerifyAsync(row, cancellationToken);
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
            foreach (var row in await records.AfterKeyAsync(_after, SweeperLimits.VerifyRowsPerTick, cancellationToken)) _ahead.Enqueue(row);
        if (_ahead.TryPeek(out var next)) return next;
        LastRoundAt = time.GetUtcNow();
        _after = ObjectKeys.ImagePrefix;
        _dueAt = LastRoundAt.Value.AddSeconds(SweeperLimits.VerifyRoundEverySeconds);
        return null;
    }
}
