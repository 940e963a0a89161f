namespace CloudApp.Agent.Decision;

/// <summary>
/// The one fact both agents agree on. It changes by compare-and-swap only, and only by the lease holder.
/// </summary>
/// <param name="Epoch">Grows by one with every claim of the primary's role. The first claim writes 1.</param>
/// <param name="Primary">Site of the server whose data is the truth.</param>
/// <param name="SyncWith">
/// The incarnation that holds every acknowledged write besides the primary, or null when the primary is alone.
/// An incarnation, not a site: mysqld forgets received but unapplied transactions when it restarts
/// (relay_log_recovery), so a restarted follower must never be taken for the one that gave the promise.
/// </param>
public sealed record ClusterRecord(long Epoch, string Primary, string? SyncWith)
{
    public bool Sync => SyncWith is not null;
}
