using static CloudApp.Failover.AgentAction;
using static CloudApp.Failover.AgentState;

namespace CloudApp.Failover.Table;

/// <summary>
/// From the lease to an open primary: acquire, apply everything received, claim the record, open.
/// The record names the new primary only after the last step before opening. Had it been written together with the
/// lease, a crash while applying would leave a record whose primary has lost what it had not yet applied
/// (relay_log_recovery), and on its return it would open without acknowledged writes.
/// </summary>
internal static class PromotionRows
{
    private static readonly AgentState[] Standby = [Fenced, CatchingUp, Replica];

    private static readonly AgentState[] Ordered = [Fenced, CatchingUp, Replica, Diverged];

    private static readonly AgentState[] WithLease = [Promoting, Claiming];

    public static IEnumerable<Transition> All => [.. Acquired, .. Acquiring, .. Claims];

    private static Transition[] Acquired =>
    [
        new(Standby, "lease won", static (in o) => o.Lease == LeaseState.Mine && MayPromote(o),
            Promoting, "the lease is won: everything received is applied first", FinishApplying),
        new([Fenced, CatchingUp, Replica, Diverged], "lease won by force",
            static (in o) => o.Lease == LeaseState.Mine && IsForced(o),
            Promoting, "forced by the operator: acknowledged writes of the other host may be lost", FinishApplying),
        new(Ordered, "lease won for a new record", static (in o) => o.Lease == LeaseState.Mine && IsForNewRecord(o),
            Promoting, "the operator starts a new record from this server: everything received is applied first", FinishApplying),
        new([Fenced, CatchingUp, Replica, Diverged], "lease without the right to it",
            static (in o) => o.Lease is LeaseState.Mine or LeaseState.Ending,
            null, "the lease came too late: what it was asked for no longer holds", ReleaseLease),
    ];

    private static Transition[] Acquiring =>
    [
        new(Ordered, "new record asked, lease free",
            static (in o) => o.Lease is LeaseState.Free or LeaseState.Withheld && IsForNewRecord(o),
            null, "the operator starts a new record from this server: takes the lease", ForceAcquire),
        new(Ordered, "new record asked, not possible",
            static (in o) => o.Operator == OperatorOrder.NewRecord && (o.Empty || o.Closed || (o.Lease == LeaseState.Other && o.PeerPrimary)),
            null, "refused: a new record starts from a server that holds data, while no other one is the primary and no restore is under way", CloseOrder),
        new([Fenced], "closed", static (in o) => o.Closed && !o.Restored && o.Operator != OperatorOrder.ForceFailover,
            null, "read-only: the pair is closed until a restore is complete"),
        new([Fenced], "first start", static (in o) => o.Lease == LeaseState.Free && o.Record == RecordState.Absent && MayPromote(o),
            null, "first start: this site makes the first record", TryAcquire),
        new([Fenced], "our record, empty data",
            static (in o) => o.Record is RecordState.Mine or RecordState.MineSync && o.Empty,
            null, "the record names this server, but its data is empty: the other server or a restore must provide it"),
        new([Fenced], "our record, alone",
            static (in o) => o.Lease == LeaseState.Free && o.Record == RecordState.Mine && MayPromote(o),
            null, "nobody else has all acknowledged writes: takes the lease again", TryAcquire),
        new([Fenced], "our record, standby did not take over",
            static (in o) => o.Lease == LeaseState.Free && o.Record == RecordState.MineSync && o.TimeUp && MayPromote(o),
            null, "the standby did not take over: takes the lease again", TryAcquire),
        // After a try that failed the primary's own host gets the time to come back: it can show everything at once.
        new(Standby, "in sync, lease free",
            static (in o) => o.Lease == LeaseState.Free && o.Record == RecordState.PeerSyncMe && MayPromote(o) && (!o.Unappliable || o.TimeUp),
            null, "the primary's lease is gone and every acknowledged write is here: takes over", TryAcquire),
        new([Fenced, CatchingUp, Replica, Diverged], "force asked, lease free",
            static (in o) => o.Lease is LeaseState.Free or LeaseState.Withheld && IsForced(o),
            null, "forced by the operator: takes over without proof", ForceAcquire),
        new(Ordered, "force asked, no valid record",
            static (in o) => o.Operator == OperatorOrder.ForceFailover && o.Record is RecordState.Absent or RecordState.RolledBack,
            null, "refused: the arbiter's record is gone or older than what was seen; failover --new-record starts one", CloseOrder),
        new([Fenced, CatchingUp, Replica, Diverged], "order for another server",
            static (in o) => o.Operator is OperatorOrder.Switchover or OperatorOrder.Close
                || (o.Operator == OperatorOrder.ForceFailover && o.Lease == LeaseState.Other && o.PeerPrimary),
            null, "refused: a switchover or a closing is asked of the primary; a living primary is not forced out", CloseOrder),
    ];

    private static Transition[] Claims =>
    [
        new(WithLease, "lease runs out", static (in o) => o.Lease != LeaseState.Mine,
            Fenced, "the lease ran out before this server was opened", ReleaseLease),
        new(WithLease, "record rolled back", static (in o) => o.Record == RecordState.RolledBack && o.Operator != OperatorOrder.NewRecord,
            Fenced, "the arbiter's record is gone or older than what this host has seen: the lease is given up", ReleaseLease),
        new([Promoting], "applying failed", static (in o) => o.Work == CommandProgress.Failed,
            Fenced, "what was received could not be applied", ReleaseLease),
        new([Promoting], "cannot be applied", static (in o) => o.Work == CommandProgress.Running && o.Unappliable && o.TimeUp,
            Fenced, "the applier stops with an error again: the lease is given up, for the host that has everything applied", ReleaseLease),
        new([Promoting], "applied, partner has everything",
            static (in o) => o.Work == CommandProgress.Done && o.Partner == PartnerState.Confirmed && o.Operator != OperatorOrder.NewRecord,
            Claiming, "the partner has everything as well: claims the record, in sync", ClaimSync),

        // A primary that restarted shows transactions that were never acknowledged. A client that retries would find
        // its row, call it done, and lose it with this host: so the partner must have them first, or alone is recorded.
        new([Promoting], "applied, waits for the partner",
            static (in o) => o.Work == CommandProgress.Done && o.Record == RecordState.MineSync && !o.TimeUp && o.Operator != OperatorOrder.NewRecord,
            null, "waits until the sync partner has what became visible here"),
        new([Promoting], "applied", static (in o) => o.Work == CommandProgress.Done,
            Claiming, "everything is applied: claims the record, alone", ClaimAlone),
        new([Promoting], "otherwise", static (in _) => true, null, "applies what it has received"),
        new([Claiming], "claimed, in sync", static (in o) => o.Claimed && o.Record == RecordState.MineSync,
            PrimarySync, "the record is claimed: opens, commits wait for the partner", OpenSync),
        new([Claiming], "claimed, alone", static (in o) => o.Claimed,
            PrimaryAlone, "the record is claimed: opens alone", OpenAlone),
        new([Claiming], "otherwise", static (in _) => true, null, "claims the record"),
    ];

    private static bool MayPromote(in Observation o) => !o.DiskFull && (!o.Closed || o.Restored) && o.Record switch
    {
        RecordState.Absent => o.Initial && o.Fresh,
        RecordState.Mine or RecordState.MineSync => !o.Empty,
        RecordState.PeerSyncMe => !o.Empty,
        _ => false,
    };

    private static bool IsForced(in Observation o) =>
        o.Operator == OperatorOrder.ForceFailover && !o.Empty && o.Record is not (RecordState.Unknown or RecordState.Absent or RecordState.RolledBack);

    private static bool IsForNewRecord(in Observation o) =>
        o.Operator == OperatorOrder.NewRecord && !o.Empty && !o.Closed && o.Record != RecordState.Unknown;
}
