namespace CloudApp.Failover;

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
/// <param name="Closed">
/// Why nobody may write, or null: a restore is under way on the primary's host. Only a claim ends it: by that host when
/// the restore is complete, or by an operator's force, which gives the restore up.
/// </param>
/// <param name="History">
/// Grows with every claim of a closed record. What a server followed in an earlier history may hold transactions that no
/// longer are part of this one, although their numbers look well: it must compare before it follows on.
/// </param>
public sealed record ClusterRecord(long Epoch, string Primary, string? SyncWith, string? Closed = null, long History = 0)
{
    public bool Sync => SyncWith is not null;
}
