using static CloudApp.Failover.AgentAction;
using static CloudApp.Failover.AgentState;

namespace CloudApp.Failover.Table;

/// <summary>mysqld as a process: starting it, closing it, finding it dead.</summary>
internal static class ServerRows
{
    private static readonly AgentState[] Passive = [Fenced, CatchingUp, Replica, Diverged];

    private static readonly AgentState[] WithLease = [Promoting, Claiming];

    public static IEnumerable<Transition> All => [.. Closing, .. Starting, .. Dying];

    private static Transition[] Closing =>
    [
        new([Fencing], "mysqld is dead", static (in o) => o.Server == ServerCondition.Down,
            Boot, "fenced: mysqld is dead and starts again read-only", ReleaseLease, StartServer),

        // Killed even when offline_mode worked: a transaction that waited for its acknowledgement is in the binary
        // log but not in gtid_executed, and would surface later as a difference nobody compared. Recovery commits
        // it, so that the comparison before following sees it.
        new([Fencing], "closed, failed or too slow", static (in o) => o.Work != CommandProgress.Running || o.TimeUp,
            null, "fencing: mysqld is killed", KillServer),
        new([Fencing], "otherwise", static (in _) => true, null, "fencing: no session may stay"),
    ];

    private static Transition[] Starting =>
    [
        new([Boot], "mysqld is up", static (in o) => o.Server == ServerCondition.Up && o.Work != CommandProgress.Running,
            Fenced, "mysqld is up, read-only"),
        new([Boot], "mysqld hangs", static (in o) => o.Server == ServerCondition.Hung && o.Work != CommandProgress.Running,
            null, "mysqld does not answer: it is killed", KillServer),
        new([Boot], "mysqld is down",
            static (in o) => o.Server == ServerCondition.Down && (o.Work == CommandProgress.Idle || (o.Work != CommandProgress.Running && o.TimeUp)),
            null, "mysqld is down: it is started read-only", StartServer),
        new([Boot], "otherwise", static (in _) => true, null, "waits for mysqld"),
    ];

    private static Transition[] Dying =>
    [
        new(Passive, "mysqld died", static (in o) => o.Server is ServerCondition.Down or ServerCondition.Starting,
            Boot, "mysqld died: it is started again", ReleaseLease, StartServer),
        new(Passive, "mysqld hangs", static (in o) => o.Server == ServerCondition.Hung,
            Boot, "mysqld does not answer: it is killed", ReleaseLease, KillServer),
        new([CatchingUp, Replica], "closed, or restored meanwhile", static (in o) => o.Closed || o.Outdated,
            Boot, "the pair is or was closed for a restore: mysqld starts again read-only, and compares before it follows", ReleaseLease, KillServer),
        // Before everything else: what is written meanwhile is on this server only. An empty server is filled by a restore.
        new([Fenced, CatchingUp, Replica], "writable by hand", static (in o) => o.Unprotected && !o.Empty && o.Work != CommandProgress.Running,
            null, "super_read_only is off although this is not the primary: switched on again", SetReadOnly),
        new(WithLease, "mysqld died", static (in o) => o.Server is ServerCondition.Down or ServerCondition.Starting,
            Boot, "mysqld died before it was opened: the lease is given up", ReleaseLease, StartServer),
        new(WithLease, "mysqld hangs", static (in o) => o.Server == ServerCondition.Hung,
            Boot, "mysqld does not answer: it is killed, the lease is given up", ReleaseLease, KillServer),
        new([Cloning], "clone failed", static (in o) => o.Work == CommandProgress.Failed && o.TimeUp,
            Boot, "the clone did not finish: its data counts as empty", KillServer),
        new([Cloning], "clone finished", static (in o) => o.Work is CommandProgress.Done or CommandProgress.Idle,
            Boot, "cloned: the role is decided afresh"),
        new([Cloning], "otherwise", static (in _) => true, null, "the primary's data is being copied"),
    ];
}
