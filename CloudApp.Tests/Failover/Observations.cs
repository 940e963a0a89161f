using CloudApp.Failover;

namespace CloudApp.Tests.Failover;

/// <summary>
/// Every abstract observation: all values of every field, with the independent switches in all combinations where they
/// can meet. Contradictions (a record that is unknown and claimed) are left out.
/// </summary>
internal static class Observations
{
    private const int Switches = 11;

    private static readonly Observation[] Cached = [.. Make()];

    public static IReadOnlyList<Observation> All() => Cached;

    private static IEnumerable<Observation> Make()
    {
        foreach (var lease in Enum.GetValues<LeaseState>())
            foreach (var record in Enum.GetValues<RecordState>())
                foreach (var server in Enum.GetValues<ServerCondition>())
                    foreach (var work in Enum.GetValues<CommandProgress>())
                    {
                        Observation kind = new() { Lease = lease, Record = record, Server = server, Work = work };
                        // Where mysqld is not up nothing but the process matters: few representatives each.
                        // Besides the process, only whether commits were let go and that is recorded.
                        var switches = server == ServerCondition.Up ? 1 << Switches : 4;
                        for (var bits = 0; bits < switches; bits++)
                        {
                            var observation = server == ServerCondition.Up ? With(kind, bits) : WithPromise(kind, bits);
                            if (IsPossible(observation))
                                yield return observation;
                        }
                    }
    }

    private static Observation With(in Observation kind, int bits)
    {
        var peerPrimary = (bits & 1) != 0;
        // Three fields that never meet in one state share bits: the partner, the difference and the order.
        var three = (bits >> 1) & 3;
        return kind with
        {
            PeerPrimary = peerPrimary,
            PeerAlone = peerPrimary && kind.Record == RecordState.Peer && (bits & 512) == 0,
            Extra = three switch { 1 => Divergence.None, 2 => Divergence.Some, _ => Divergence.Unknown },
            Partner = three switch { 1 => PartnerState.Near, 2 => PartnerState.Confirmed, _ => PartnerState.Lost },
            Operator = (bits & 8) == 0 ? OperatorOrder.None : OrderOf(bits),
            Claimed = (bits & 32) != 0,
            HigherEpoch = (bits & 32) != 0 && peerPrimary,
            Empty = (bits & 64) != 0,
            DiskFull = (bits & 128) != 0,
            Broken = (bits & 128) != 0 && peerPrimary,
            Unappliable = (bits & 224) == 32 && !peerPrimary,
            Attached = (bits & 256) != 0,
            Initial = (bits & 256) != 0,
            Writable = (bits & 256) == 0,
            SemiSync = (bits & 128) == 0,
            Promise = (bits & 128) == 0 ? PromiseState.Holds : (bits & 64) != 0 ? PromiseState.Broken : PromiseState.Unknown,
            AcksLate = (bits & 64) != 0,
            Unprotected = (bits & 896) == 768,
            PartnerExtra = three == 3,
            Fresh = (bits & 512) != 0,
            TimeUp = (bits & 512) != 0,
            Closed = (bits & 1024) != 0,
            Restored = (bits & 1024) != 0 && (bits & 512) != 0,
            Outdated = (bits & 1024) == 0 && (bits & 384) == 384,
        };
    }

    private static Observation WithPromise(in Observation kind, int bits) => With(kind, bits: 0) with
    {
        Promise = (bits & 1) == 0 ? PromiseState.Holds : PromiseState.Broken,
        Claimed = (bits & 2) != 0,
    };

    private static OperatorOrder OrderOf(int bits) => (bits & 48) switch
    {
        0 => OperatorOrder.Switchover,
        16 => OperatorOrder.ForceFailover,
        32 => OperatorOrder.Close,
        _ => OperatorOrder.NewRecord,
    };

    // Only a record can say that the pair is closed.
    private static bool IsPossible(in Observation o) =>
        !(o.Closed && o.Record is RecordState.Absent or RecordState.RolledBack)
        && !(o.Claimed && o.Record is not (RecordState.Mine or RecordState.MineSync) && o.Lease == LeaseState.Mine && !o.HigherEpoch);
}
