namespace CloudApp.Failover.Core;

/// <summary>The newest that is known of what the arbiter holds, and how old it is.</summary>
internal sealed class ArbiterKnowledge(StepContext step)
{
    private ArbiterSnapshot? _latest;
    private long _asOfMs = StepContext.Never;

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

    /// <param name="asOfMs">The snapshot is not older than this.</param>
    public void Take(ArbiterSnapshot snapshot, long asOfMs)
    {
        if (_latest is not null && snapshot.StoreRevision < _latest.StoreRevision)
            return;
        _latest = snapshot;
        _asOfMs = Math.Max(_asOfMs, asOfMs);
    }

    public bool IsSyncPartner(string incarnation) => string.Equals(Record?.SyncWith, incarnation, StringComparison.Ordinal);
}
