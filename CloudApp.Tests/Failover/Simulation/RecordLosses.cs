using CloudApp.Failover;

namespace CloudApp.Tests.Failover.Simulation;

/// <summary>The arbiter's data is lost or put back, and an operator who reads the agents' status and starts a new record.</summary>
internal sealed class RecordLosses(World world, ModelArbiter arbiter, ModelHost[] hosts, Ledger ledger, Func<bool> isOver)
{
    /// <summary>Longer than a lease lives, whatever the clocks: whoever held it is closed when the store is back.</summary>
    private const long DownUs = 2_000_000;

    private const long OperatorLooksEveryUs = 500_000;
    private const long OrderStandsUs = 3_000_000;

    private bool _isWatched;
    private long _orderedUs = -OrderStandsUs;

    public void KeepSnapshot() => arbiter.KeepSnapshot();

    public void Wipe() => Lose(arbiter.Wipe);

    public void GoBack() => Lose(arbiter.GoBackToSnapshot);

    private void Lose(Action how)
    {
        world.Note("arbiter is taken down");
        arbiter.GoSilent(DownUs);
        world.After(DownUs - 1, () =>
        {
            how();
            foreach (var host in hosts)
                ledger.Unknowing[host.Server.Host] = !host.Seen.IsAbove(arbiter.Record, arbiter.Revision);
            if (_isWatched)
                return;
            _isWatched = true;
            world.After(OperatorLooksEveryUs, Look);
        });
    }

    /// <summary>Both servers are looked at before one is named: the primary of the newest record that anyone has seen.</summary>
    private void Look()
    {
        if (isOver())
            return;
        world.After(OperatorLooksEveryUs, Look);
        if (world.NowUs - _orderedUs < OrderStandsUs || hosts[0].Status is not { } first || hosts[1].Status is not { } second)
            return;
        var isNeeded = first.IsRolledBack || second.IsRolledBack || (arbiter.Record is null && !hosts[0].Server.Fresh);
        if (!isNeeded || !hosts[0].Server.Up || !hosts[1].Server.Up || arbiter.NewestEver is not { } newest)
            return;
        var named = string.Equals(newest.Primary, hosts[0].Site, StringComparison.Ordinal) ? hosts[0] : hosts[1];
        if (named.Server.Empty)
            named = named.Peer;
        _orderedUs = world.NowUs;
        world.Note($"operator: failover --new-record --primary {named.Site}");
        ledger.NewRecordAsked = true;
        named.AskForNewRecord(Math.Max(first.Floor.Epoch, second.Floor.Epoch), Math.Max(first.Floor.History, second.Floor.History));
    }
}
