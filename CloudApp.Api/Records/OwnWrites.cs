using CloudApp.Api.Data;

namespace CloudApp.Api.Records;

/// <summary>The node's memory of its own last write, so that a client without a cookie sees it here too.</summary>
internal sealed class OwnWrites(TimeProvider time)
{
    private volatile Entry? _last;

    internal void Remember(GtidSet? gtid)
    {
        if (gtid is not null) _last = new Entry(gtid, time.GetTimestamp());
    }

    /// <summary>The set to wait for; null when the last write is long enough ago.</summary>
    internal GtidSet? Recent() =>
        _last is { } last && time.GetElapsedTime(last.Timestamp).TotalSeconds < DatabaseLimits.OwnWriteMemorySeconds ? last.Gtid : null;

    private sealed record Entry(GtidSet Gtid, long Timestamp);
}
