namespace CloudApp.Failover.Core;

/// <summary>The newest that is known of what the arbiter holds, and how old it is.</summary>
internal sealed class ArbiterKnowledge(StepContext step, SeenRecord seen)
{
    private ArbiterSnapshot? _latest;
    private long _asOfMs = StepContext.Never;
    private long _knownMs = StepContext.Never;

    public bool IsKnown => _latest is not null;

    /// <summary>Nothing is known, or nothing that a decision may be based on.</summary>
    public bool IsStale => _latest is null || step.NowMs - _asOfMs > step.Timings.SnapshotStaleMs;

    public ClusterRecord? Record => _latest?.Record;

    public long Revision => _latest?.Revision ?? 0;

    public long Epoch => Record?.Epoch ?? 0;

    public long History => Record?.History ?? 0;

    public string? Closed => Record?.Closed;

    public string? LeaseOwner => _latest?.LeaseOwner;

    public string? Withheld => _latest?.Withheld;

    /// <summary>The record is gone, or older than one that was seen on this host.</summary>
    public bool IsRolledBack => IsKnown && seen.IsAbove(Record, Revision);

    /// <param name="asOfMs">The snapshot is not older than this.</param>
    /// <param name="isAnswer">It answers a question that was asked at <paramref name="asOfMs"/>; else it came by itself, perhaps late.</param>
    public void Take(ArbiterSnapshot snapshot, long asOfMs, bool isAnswer)
    {
        // What comes by itself may also come from before the store was lost.
        if (!isAnswer && seen.IsAbove(snapshot.Record, snapshot.Revision))
            return;
        if (_latest is { } latest && snapshot.StoreRevision < latest.StoreRevision)
        {
            // A late message, unless the question was asked when the newer state was known already: every answer is at
            // least as new as what was known when it was asked for, so the store itself has gone back.
            if (!seen.IsKept || !isAnswer || asOfMs <= _knownMs)
                return;
            seen.StoreWentBack();
            _knownMs = step.NowMs;
        }
        else if (_latest is null || snapshot.StoreRevision > _latest.StoreRevision || snapshot.Record != _latest.Record)
        {
            _knownMs = step.NowMs;
        }

        _latest = snapshot;
        _asOfMs = Math.Max(_asOfMs, asOfMs);
        seen.Take(snapshot.Record, snapshot.Revision);
    }

    public bool IsSyncPartner(string incarnation) => string.Equals(Record?.SyncWith, incarnation, StringComparison.Ordinal);
}
