using static CloudApp.Failover.AgentAction;
using static CloudApp.Failover.AgentState;

namespace CloudApp.Failover.Table;

/// <summary>Finding a primary, comparing with it before anything is pulled, following it.</summary>
internal static class StandbyRows
{
    public static IEnumerable<Transition> All => [.. Rejoining, .. Following, .. Diverging];

    private static Transition[] Rejoining =>
    [
        // mysqld that meets a full disk while it receives looks for room once a minute only, and then lets nobody stop it.
        new([Fenced], "primary there, disk full", static (in o) => o.PeerPrimary && o.DiskFull,
            null, "read-only: the data disk is full; follows as soon as there is room"),
        new([Fenced], "empty, primary there", static (in o) => o.PeerPrimary && o.Empty,
            Cloning, "no data here: copies the primary's", Clone),
        new([Fenced], "primary there, still in sync", static (in o) => o.PeerPrimary && o.Record == RecordState.PeerSyncMe,
            CatchingUp, "the record still counts on this incarnation: follows on", FollowOn),
        new([Fenced], "primary there, nothing extra", static (in o) => o.PeerPrimary && o.Extra == Divergence.None,
            CatchingUp, "the primary has everything that is here: follows it", Follow),
        new([Fenced], "primary there, extra transactions", static (in o) => o.PeerPrimary && o.Extra == Divergence.Some,
            Diverged, "transactions here are missing on the primary: they are saved before anything else", SaveExtra),
    ];

    private static Transition[] Following =>
    [
        new([CatchingUp, Replica], "record names us", static (in o) => o.Record is RecordState.Mine or RecordState.MineSync,
            Fenced, "the record names this server as the primary: decides afresh"),
        new([CatchingUp, Replica], "replication broken", static (in o) => o.Broken && o.PeerPrimary,
            Diverged, "replication cannot go on: saves what is extra, then copies the primary", SaveExtra),
        new([CatchingUp], "extra transactions, primary there", static (in o) => o.PeerPrimary && o.Extra == Divergence.Some,
            Diverged, "somebody has written here: what the primary lacks is saved before its data is copied", SaveExtra),
        // Only when following is done: leaving before would drop its outcome, and this server would go on reporting the
        // position at which it once closed. A later switchover to it then waits in vain for it to apply the rest.
        new([CatchingUp], "in sync", static (in o) => o.Record == RecordState.PeerSyncMe && o.Attached && o.Work != CommandProgress.Running,
            Replica, "the record counts on this server: every acknowledged write is here"),
        new([CatchingUp], "following failed", static (in o) => o.Work == CommandProgress.Failed && o.TimeUp,
            Fenced, "following could not be started: decides afresh"),
        new([CatchingUp], "detached for long",
            static (in o) => !o.Attached && o.TimeUp && o.PeerPrimary && o.Record != RecordState.PeerSyncMe,
            Fenced, "the primary is there, but nothing arrives: decides afresh"),
        new([Replica], "no longer in sync",
            static (in o) => o.Record is RecordState.Peer or RecordState.PeerSync or RecordState.Absent,
            CatchingUp, "the record no longer counts on this server"),
    ];

    private static Transition[] Diverging =>
    [
        new([Diverged], "record names us", static (in o) => o.Record is RecordState.Mine or RecordState.MineSync,
            Fenced, "the record names this server as the primary: decides afresh"),
        // While the record says "sync" its readers count on two copies, and this server holds one of them, perhaps unapplied.
        // The primary records alone as soon as it hears that this server follows no longer. What the arbiter says is not enough:
        // a change to "sync" may be on its way.
        new([Diverged], "saved, primary there", static (in o) => o.Work == CommandProgress.Done && o.PeerPrimary && (o.PeerAlone || o.TimeUp),
            Cloning, "the extra transactions are saved: copies the primary's data", Clone),
        new([Diverged], "saved, the primary is not alone", static (in o) => o.Work == CommandProgress.Done && o.PeerPrimary,
            null, "the extra transactions are saved: waits until the primary has recorded that it is alone"),
        new([Diverged], "saving failed", static (in o) => o.Work != CommandProgress.Running && o.Work != CommandProgress.Done && o.TimeUp,
            null, "the extra transactions could not be saved: nothing is dropped, tries again", SaveExtra),
        new([Diverged], "otherwise", static (in _) => true, null, "extra transactions here: waits until they are saved and the primary is there"),
    ];
}
