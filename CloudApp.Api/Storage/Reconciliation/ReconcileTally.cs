namespace CloudApp.Api.Storage.Reconciliation;

/// <summary>What this process has done as the leader.</summary>
internal sealed class ReconcileTally
{
    private long _copied;
    private long _repaired;
    private long _orphansRemoved;
    private long _damagedEverywhere;
    private long _verified;

    internal long Copied => Interlocked.Read(ref _copied);
    internal long Repaired => Interlocked.Read(ref _repaired);
    internal long OrphansRemoved => Interlocked.Read(ref _orphansRemoved);
    internal long DamagedEverywhere => Interlocked.Read(ref _damagedEverywhere);
    internal long Verified => Interlocked.Read(ref _verified);

    internal void CountCopy(bool isRepair)
    {
        Interlocked.Increment(ref isRepair ? ref _repaired : ref _copied);
        ReconcilerMetrics.CopiesMade.Add(1, new KeyValuePair<string, object?>("reason", isRepair ? "damaged" : "missing"));
    }

    internal void CountOrphan()
    {
        Interlocked.Increment(ref _orphansRemoved);
        ReconcilerMetrics.OrphansRemoved.Add(1);
    }

    internal void CountDamagedEverywhere()
    {
        Interlocked.Increment(ref _damagedEverywhere);
        ReconcilerMetrics.DamagedEverywhere.Add(1);
    }

    internal void CountVerified()
    {
        Interlocked.Increment(ref _verified);
        ReconcilerMetrics.Verified.Add(1);
    }
}
