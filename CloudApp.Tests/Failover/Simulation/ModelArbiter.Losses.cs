using CloudApp.Failover;

namespace CloudApp.Tests.Failover.Simulation;

/// <summary>The store loses its data, or an older copy is put in its place. It was down for that, longer than a lease.</summary>
internal sealed partial class ModelArbiter
{
    private (ClusterRecord? Record, long Revision, string? LeaseOwner, int LeaseHost, long StoreRevision)? _kept;

    /// <summary>The last record that anyone wrote, whatever has become of the store since.</summary>
    public ClusterRecord? NewestEver { get; private set; }

    public void KeepSnapshot() => _kept = (Record, Revision, LeaseOwner, LeaseHost, StoreRevision);

    public void GoBackToSnapshot()
    {
        if (_kept is not { } kept)
            return;
        world.Note($"arbiter: put back to {kept.Record?.ToString() ?? "nothing"}, revision {kept.Revision}");
        Become(kept.Record, kept.Revision, kept.StoreRevision);
        // The copy may hold a lease that was still alive when it was made: it lives once more.
        if (kept.LeaseOwner is null || world.Random.PerMille(500))
            return;
        (LeaseOwner, LeaseHost) = (kept.LeaseOwner, kept.LeaseHost);
        Extend(world.NowUs + leaseTtlUs);
    }

    public void Wipe()
    {
        world.Note("arbiter: wiped");
        Become(record: null, revision: 0, storeRevision: 1);
    }

    private void Become(ClusterRecord? record, long revision, long storeRevision)
    {
        // Nobody is told: the store was down, and whoever watched it was disconnected.
        var holder = LeaseHost;
        (Record, Revision, StoreRevision, LeaseOwner, LeaseHost, _expiresUs, _view) = (record, revision, storeRevision, null, -1, 0, null);
        if (holder >= 0)
            LeaseGone?.Invoke(holder);
    }
}
