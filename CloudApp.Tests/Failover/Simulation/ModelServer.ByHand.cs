namespace CloudApp.Tests.Failover.Simulation;

/// <summary>Somebody switches super_read_only off on a server that follows, and writes there.</summary>
internal sealed partial class ModelServer
{
    private const long WritesByHandEveryUs = 30_000;

    /// <summary>super_read_only is off and read_only is on: clients cannot write, whoever has special rights can.</summary>
    public bool UnlockedByHand { get; private set; }

    /// <summary>The first of the transactions that were written by hand; null when there is none.</summary>
    public int? ByHand { get; private set; }

    /// <summary>Unlocks and writes, until it is locked again.</summary>
    public void WriteByHand()
    {
        if (!Up || Paused || !ReadOnly || Empty || DiskFull)
            return;
        UnlockedByHand = true;
        ByHand = null;
        WriteByHandAgain(Run);
    }

    private void WriteByHandAgain(int run)
    {
        if (run != Run || !UnlockedByHand)
            return;
        var id = ledger.New(isClient: false);
        ByHand ??= id;
        world.Note($"somebody writes transaction {id} on server {host}");
        Log(id);
        world.After(WritesByHandEveryUs, () => WriteByHandAgain(run));
    }
}
