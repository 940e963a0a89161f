using static CloudApp.Failover.AgentAction;
using static CloudApp.Failover.AgentState;

namespace CloudApp.Failover.Table;

/// <summary>The states in which clients may write. The first rows take the right away; they come before everything else.</summary>
internal static class PrimaryRows
{
    private static readonly AgentState[] Writable =
        [PrimaryAlone, PrimaryJoining, PrimaryPledging, PrimarySync, PrimaryParting, HandingOver];

    public static IEnumerable<Transition> All => [.. LosingTheRight, .. Alone, .. Joining, .. InSync, .. Parting, .. Handover];

    private static Transition[] LosingTheRight =>
    [
        new(Writable, "higher epoch seen", static (in o) => o.HigherEpoch,
            Fencing, "a higher epoch exists: another server is or becomes the primary", Fence),
        new(Writable, "lease runs out", static (in o) => o.Lease != LeaseState.Mine,
            Fencing, "the lease was not renewed in time: this server must be closed before it ends", Fence),
        new(Writable, "record rolled back", static (in o) => o.Record == RecordState.RolledBack,
            Fencing, "the arbiter's record is gone or older than what this host has seen: closed until an operator starts a new one", Fence),
        new(Writable, "closed", static (in o) => o.Closed,
            Fencing, "closed for a restore: no session may stay", Fence),
        new([PrimaryPledging, PrimarySync, HandingOver], "mysqld ended by itself",
            static (in o) => o.Promise == PromiseState.Broken && o.Server != ServerCondition.Up,
            PrimaryParting, "mysqld was shut down and may have let commits go that only this server has: alone is recorded before the lease is given up", RecordAlone),
        new([PrimaryParting], "mysqld is down, alone is not recorded",
            static (in o) => IsUnrecorded(o) && o.Server is ServerCondition.Down or ServerCondition.Starting,
            null, "commits may be here alone: the lease is kept until that is recorded"),
        new([PrimaryParting], "commits do not wait, alone is not recorded",
            static (in o) => IsUnrecorded(o) && (o.Server == ServerCondition.Hung || o.TimeUp),
            null, "commits are not held up and alone could not be recorded in time: mysqld is killed", KillServer),
        new(Writable, "mysqld died", static (in o) => o.Server is ServerCondition.Down or ServerCondition.Starting,
            Boot, "mysqld died: the lease is given up so that a standby in sync can take over at once", ReleaseLease, StartServer),
        new(Writable, "mysqld hangs", static (in o) => o.Server == ServerCondition.Hung,
            Fencing, "mysqld does not answer: it is killed, a standby in sync takes over", KillServer),
        new([PrimarySync], "disk full, partner has everything",
            static (in o) => o.DiskFull && o.Partner == PartnerState.Confirmed && o.Record == RecordState.MineSync,
            Fencing, "the data disk is full: the partner in sync takes over", Fence),
    ];

    private static Transition[] Alone =>
    [
        new([PrimaryAlone], "opening failed", static (in o) => o.Work == CommandProgress.Failed,
            Fencing, "mysqld refused the role's settings: closed and started again", Fence),
        new([PrimaryAlone], "close asked", static (in o) => o.Operator == OperatorOrder.Close && o.Work != CommandProgress.Running,
            PrimaryParting, "closing for a restore: it is recorded first", RecordClosed),
        new([PrimaryAlone], "switchover asked", static (in o) => o.Operator is OperatorOrder.Switchover or OperatorOrder.ForceFailover,
            null, "refused: there is no standby in sync to take over", CloseOrder),
        // The other host has seen a newer record than the arbiter holds, and waits for one above that.
        new([PrimaryAlone], "new record asked", static (in o) => o.Operator == OperatorOrder.NewRecord && o.Work != CommandProgress.Running,
            Fencing, "a new record is asked for: closed first", Fence),
        new([PrimaryAlone], "closed from outside", static (in o) => IsClosedFromOutside(o),
            null, "mysqld is read-only although this is the primary: opened again", OpenAlone),
        new([PrimaryAlone], "semi-sync still on", static (in o) => o.SemiSync && IsSettled(o),
            null, "semi-sync is on although the primary is alone: turned off, or commits would wait for ever", SemiSyncOff),
        new([PrimaryAlone], "a follower has nearly everything",
            static (in o) => o.Partner == PartnerState.Near && o.Work != CommandProgress.Running && o.TimeUp,
            PrimaryJoining, "a follower has caught up: commits wait for it from now on", SemiSyncOn, AgentAction.Barrier),
        new([PrimaryAlone], "otherwise", static (in _) => true, null, "primary, alone: waits for a follower"),
    ];

    private static Transition[] Joining =>
    [
        new([PrimaryJoining], "follower lost", static (in o) => o.Partner == PartnerState.Lost,
            PrimaryAlone, "the joining follower left or started anew", SemiSyncOff),
        new([PrimaryJoining], "barrier failed", static (in o) => o.Work == CommandProgress.Failed,
            PrimaryAlone, "the commit that proves the follower failed", SemiSyncOff),
        new([PrimaryJoining], "barrier acknowledged and received",
            static (in o) => o.Work == CommandProgress.Done && o.Partner == PartnerState.Confirmed && o.Promise == PromiseState.Holds,
            PrimaryPledging, "the follower has everything: the record is changed to sync", RecordSync),
        new([PrimaryJoining], "too slow", static (in o) => o.TimeUp,
            PrimaryAlone, "the follower was too slow: commits must not wait any longer", SemiSyncOff),
        new([PrimaryJoining], "otherwise", static (in _) => true, null, "primary: waits until the follower has everything"),

        // A change to sync may be on its way, so semi-sync must not simply be turned off: alone is recorded first.
        new([PrimaryPledging], "commits may not wait", static (in o) => o.Promise == PromiseState.Broken,
            PrimaryParting, "semi-sync was changed while the record was being changed: alone is recorded", RecordAlone),
        new([PrimaryPledging], "recorded", static (in o) => o.Claimed,
            PrimarySync, "in sync: every acknowledged write is on both servers"),
        new([PrimaryPledging], "follower lost or too slow",
            static (in o) => o.Partner == PartnerState.Lost || o.AcksLate || o.TimeUp,
            PrimaryParting, "the follower was lost while the record was being changed", RecordAlone),
        new([PrimaryPledging], "otherwise", static (in _) => true, null, "primary: the record is being changed to sync"),
    ];

    private static Transition[] InSync =>
    [
        new([PrimarySync], "opening failed", static (in o) => o.Work == CommandProgress.Failed,
            Fencing, "mysqld refused the role's settings: closed and started again", Fence),
        // Before everything that waits: each commit from here on may be lost with this host.
        new([PrimarySync], "commits may not wait", static (in o) => o.Promise == PromiseState.Broken,
            PrimaryParting, "semi-sync is not as the record promises: alone is recorded at once, and semi-sync set up anew", RecordAlone),
        new([PrimarySync], "partner has something extra", static (in o) => o.PartnerExtra && o.Work != CommandProgress.Running,
            PrimaryParting, "somebody has written on the standby: alone is recorded, until it has saved that and copied this server", RecordAlone),
        new([PrimarySync], "partner lost",
            // Not while it is being opened: the command would be dropped half-way and the server stay read-only.
            static (in o) => o.Partner == PartnerState.Lost && o.Work != CommandProgress.Running,
            PrimaryParting, "the sync partner is silent or started anew: alone is recorded first", RecordAlone),
        new([PrimarySync], "no acknowledgement", static (in o) => o.AcksLate,
            PrimaryParting, "the sync partner does not acknowledge: alone is recorded first", RecordAlone),
        new([PrimarySync], "close asked", static (in o) => o.Operator == OperatorOrder.Close && o.Work != CommandProgress.Running,
            PrimaryParting, "closing for a restore: alone and closed are recorded first", RecordClosed),
        new([PrimarySync], "switchover asked",
            static (in o) => o.Operator == OperatorOrder.Switchover && o.Work != CommandProgress.Running && o.Partner == PartnerState.Confirmed,
            HandingOver, "switchover: writes are closed, the standby applies the rest", CloseForHandover),
        // Right after a takeover the other server is not there yet. Writes go on until it is; the order lapses after OrderMs.
        new([PrimarySync], "switchover asked, standby not ready", static (in o) => o.Operator == OperatorOrder.Switchover,
            null, "switchover: waits until the standby follows"),
        new([PrimarySync], "force asked", static (in o) => o.Operator == OperatorOrder.ForceFailover,
            null, "refused: this server is the primary", CloseOrder),
        new([PrimarySync], "new record asked", static (in o) => o.Operator == OperatorOrder.NewRecord && o.Work != CommandProgress.Running,
            Fencing, "a new record is asked for: closed first", Fence),
        new([PrimarySync], "closed from outside", static (in o) => IsClosedFromOutside(o),
            null, "mysqld is read-only although this is the primary: opened again", OpenSync),
        new([PrimarySync], "otherwise", static (in _) => true, null, "primary, in sync"),
    ];

    private static Transition[] Parting =>
    [
        new([PrimaryParting], "alone is recorded", static (in o) => o.Claimed,
            PrimaryAlone, "alone is recorded: waiting commits are released", SemiSyncOff),
        new([PrimaryParting], "otherwise", static (in _) => true, null, "primary: commits wait until alone is recorded"),
    ];

    private static Transition[] Handover =>
    [
        new([HandingOver], "closed, standby has applied everything",
            static (in o) => o.Work == CommandProgress.Done && o.Partner == PartnerState.Confirmed,
            Fenced, "handed over: the standby may take the lease", ReleaseLease, CloseOrder),
        new([HandingOver], "closing failed", static (in o) => o.Work == CommandProgress.Failed,
            PrimarySync, "the switchover was given up, writes could not be closed: this server goes on as the primary", OpenSync, CloseOrder),
        new([HandingOver], "standby lost", static (in o) => o.Partner == PartnerState.Lost,
            PrimarySync, "the switchover was given up, the standby left or started anew: this server goes on as the primary", OpenSync, CloseOrder),
        new([HandingOver], "too slow to close", static (in o) => o.TimeUp && o.Work != CommandProgress.Done,
            PrimarySync, "the switchover was given up, writes were not closed in time: this server goes on as the primary", OpenSync, CloseOrder),
        new([HandingOver], "standby too slow", static (in o) => o.TimeUp,
            PrimarySync, "the switchover was given up, the standby did not apply the rest in time: this server goes on as the primary", OpenSync, CloseOrder),
        new([HandingOver], "otherwise", static (in _) => true, null, "switchover: waits for the standby"),
    ];

    /// <summary>Commits may be here alone, and the record may still say that they are not.</summary>
    private static bool IsUnrecorded(in Observation o) => o.Promise == PromiseState.Broken && !o.Claimed;

    // A person did it, or a cancelled command of ours that was carried out all the same.
    private static bool IsClosedFromOutside(in Observation o) => !o.Writable && IsSettled(o);

    /// <summary>No command is under way, and the last one is long enough ago for the facts to show it.</summary>
    private static bool IsSettled(in Observation o) => o.Work != CommandProgress.Running && o.TimeUp;
}
