using static CloudApp.Failover.AgentState;

namespace CloudApp.Failover.Table;

/// <summary>Nothing to do: each row only says what is being waited for, for the status and the log.</summary>
internal static class WaitingRows
{
    public static IEnumerable<Transition> All =>
    [
        new([Replica, CatchingUp], "record rolled back", static (in o) => o.Record == RecordState.RolledBack,
            null, "follows on, and never takes over: the arbiter's record is gone or older than what was seen; failover --new-record starts one"),
        new([Replica], "otherwise", static (in _) => true, null, "standby, in sync"),
        new([CatchingUp], "otherwise", static (in _) => true, null, "follows; an acknowledged write may still be missing here"),
        new([Fenced], "arbiter silent", static (in o) => o.Record == RecordState.Unknown || o.Lease == LeaseState.Unknown,
            null, "read-only: the arbiter does not answer"),
        new([Fenced], "record rolled back", static (in o) => o.Record == RecordState.RolledBack,
            null, "read-only: the arbiter's record is gone or older than what was seen, its data was lost or put back; failover --new-record starts one from the server that you name"),
        new([Fenced], "no record, data here", static (in o) => o.Record == RecordState.Absent && !o.Fresh,
            null, "read-only: the arbiter has no record, and this server holds data; failover --new-record starts one from the server that you name"),
        new([Fenced], "no record", static (in o) => o.Record == RecordState.Absent,
            null, "read-only: waits for the first start of the initial primary"),
        new([Fenced], "disk full", static (in o) => o.DiskFull, null, "read-only: the data disk is full"),
        new([Fenced], "stale", static (in o) => o.Record is RecordState.Peer or RecordState.PeerSync && o.Lease is LeaseState.Free or LeaseState.Withheld,
            null, "read-only: acknowledged writes may be only on the other host; waits for it or for failover --force"),
        new([Fenced], "lease withheld", static (in o) => o.Lease == LeaseState.Withheld,
            null, "read-only: two machines cannot decide this alone; waits for the other host or for failover --force"),
        new([Fenced], "otherwise", static (in _) => true, null, "read-only: waits for the primary to be there"),
    ];
}
