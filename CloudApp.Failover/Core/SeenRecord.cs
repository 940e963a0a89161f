namespace CloudApp.Failover.Core;

/// <summary>The newest record that was ever seen on this host, and what the arbiter holds now compared with it.</summary>
/// <param name="kept">As read from disk; null where the arbiter's own record is on this host's disk.</param>
internal sealed class SeenRecord(StepContext step, RecordFloor? kept)
{
    private bool _storeWentBack;

    public RecordFloor Floor { get; private set; } = kept ?? RecordFloor.None;

    public bool IsKept { get; } = kept is not null;

    /// <summary>The store answers with a state from before one that was known: what it holds may look new and be old.</summary>
    public void StoreWentBack() => _storeWentBack = Floor.Record is not null;

    public bool IsAbove(ClusterRecord? record, long revision) => IsKept && (_storeWentBack || Floor.IsAbove(record, revision));

    public void Take(ClusterRecord? record, long revision)
    {
        if (!IsKept || record is null)
            return;
        if (_storeWentBack && Floor.IsReplacedBy(record))
            _storeWentBack = false;
        if (IsAbove(record, revision) || (record == Floor.Record && revision == Floor.Revision))
            return;
        Floor = new RecordFloor(record, revision);
        step.Output.Floor = Floor;
    }
}
