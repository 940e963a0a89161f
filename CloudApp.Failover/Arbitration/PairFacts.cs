namespace CloudApp.Failover.Arbitration;

/// <summary>What a host knows when it is asked for the lease while the other host does not answer.</summary>
/// <param name="IsOurs">The record names this site.</param>
/// <param name="MayResume">This run of the agent has held the lease, and has not consented to another holder since.</param>
/// <param name="Forced">An operator orders it.</param>
/// <param name="ConfirmedForMs">Since the other host last confirmed the record, counted from the question.</param>
/// <param name="PeerSilentForMs">Since its arbitration stopped answering.</param>
public sealed record PairFacts(bool HasRecord, bool IsOurs, bool MayResume, bool Forced, long ConfirmedForMs, long PeerSilentForMs);

public sealed record ArbitrationVerdict(bool Allowed, string Because);

/// <summary>The rules of arbitration by two machines. Pure.</summary>
public interface IPairPolicy
{
    /// <summary>The standby may take over without an order. Then a right to do so must be withdrawn before the primary goes alone.</summary>
    bool IsAutomatic { get; }

    /// <summary>In words, for the status: what two machines cannot decide. Empty when there is no such case.</summary>
    string OpenCase { get; }

    /// <summary>May this host take the lease while the other one is silent?</summary>
    ArbitrationVerdict MayTakeAlone(PairFacts facts, long nowMs);

    /// <summary>May the holder renew? Otherwise it lets the lease run out and is fenced.</summary>
    ArbitrationVerdict MayKeep(long peerAnsweredAgoMs, long nowMs);
}
