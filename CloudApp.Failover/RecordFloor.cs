namespace CloudApp.Failover;

/// <summary>
/// The newest record that an agent has ever seen. It is on this host's disk before anything else follows from that record:
/// an arbiter that has lost its data, or was put back to an older state, is known by it.
/// </summary>
/// <param name="Record">Null while none was ever seen.</param>
/// <param name="Revision">Of the record's last change in the arbiter's store: orders the changes within one epoch.</param>
public sealed record RecordFloor(ClusterRecord? Record, long Revision)
{
    public static RecordFloor None { get; } = new(null, 0);

    public long Epoch => Record?.Epoch ?? 0;

    public long History => Record?.History ?? 0;

    /// <summary>The arbiter's record is gone, or older than this one, or of a history that ended.</summary>
    public bool IsAbove(ClusterRecord? record, long revision)
    {
        if (Record is null)
            return false;
        if (record is null || record.Epoch < Epoch || record.History < History)
            return true;
        return record.Epoch == Epoch && record.History == History && revision < Revision;
    }

    /// <summary>An operator has started a new record since: whatever was lost, it is known what counts.</summary>
    public bool IsReplacedBy(ClusterRecord record) => record.Epoch > Epoch && record.History > History;
}
