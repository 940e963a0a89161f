namespace CloudApp.Agent.Decision;

/// <summary>Only a person moves the primary. The record is a local file on each host.</summary>
public static class ManualPolicy
{
    public static ArbitrationVerdict MayAcquire(ClusterRecord? localRecord, string self, bool forced, bool peerAnswersAsPrimary)
    {
        if (peerAnswersAsPrimary)
            return new(false, "the peer is the primary: use switchover");
        if (forced)
            return new(true, "ordered by the operator");
        if (localRecord is null)
            return new(true, "first start");
        return string.Equals(localRecord.Primary, self, StringComparison.Ordinal)
            ? new(true, "this host was the primary, and nobody has ordered otherwise")
            : new(false, "the peer was the primary: waits for it or for failover --force");
    }

    /// <summary>A higher epoch ends it; silence never does.</summary>
    public static ArbitrationVerdict MayKeep(long ownEpoch, long highestEpochSeen) => highestEpochSeen > ownEpoch
        ? new(false, "a higher epoch exists")
        : new(true, "nobody has ordered otherwise");
}
