using CloudApp.Failover;

namespace CloudApp.Tests.Failover.Simulation;

/// <summary>What clients have been told, and the rules that must hold at every moment.</summary>
internal sealed class Ledger(World world, ModelArbiter arbiter)
{
    /// <summary>
    /// What a server acknowledges alone within this time after somebody has changed its semi-sync by hand may be lost with
    /// it, if the record says "sync" when the other one takes over: the agent has to see it and to write, and both may be
    /// held up by another fault; or its "sync" was on its way already.
    /// </summary>
    private const long ExposedUs = 2_000_000;

    private readonly List<int> _acknowledged = [];
    private readonly List<int> _inDoubt = [];
    private readonly HashSet<int> _forfeited = [];
    private readonly HashSet<int> _exposed = [];
    private readonly Dictionary<int, long> _droppedByHandUs = [];
    private int _next;
    private long _lastAckUs = -1;

    /// <summary>More than one fault at a time may happen: then what is exposed may be lost.</summary>
    public bool AllowsExposed { get; init; } = true;

    public ModelServer[] Servers { get; set; } = [];

    /// <summary>The operator has ordered this host to take over and to accept losses.</summary>
    public bool[] Forced { get; } = new bool[2];

    /// <summary>The arbiter was put back, and nothing newer was ever seen on this host: it cannot know that anything is missing.</summary>
    public bool[] Unknowing { get; } = new bool[2];

    /// <summary>An operator has ordered a new record: its epoch leaves room for all that were lost.</summary>
    public bool NewRecordAsked { get; set; }

    /// <summary>Between two acknowledgements, from <see cref="MeasureGaps"/> on.</summary>
    public long LongestGapUs { get; private set; }

    public void MeasureGaps() => _lastAckUs = world.NowUs;

    public int Acknowledged => _acknowledged.Count;

    public int New(bool isClient)
    {
        var id = _next++;
        if (isClient)
            _inDoubt.Add(id);
        return id;
    }

    public void Begin(int preloaded) => _next = preloaded;

    public void Acknowledge(int id, ModelServer server)
    {
        CheckRight(server, "acknowledges a write");
        if (_lastAckUs >= 0)
        {
            LongestGapUs = Math.Max(LongestGapUs, world.NowUs - _lastAckUs);
            _lastAckUs = world.NowUs;
        }

        Count(id, server);
        _inDoubt.Remove(id);
    }

    /// <summary>A client asks again with its idempotency key: a row that is visible counts as acknowledged from now on.</summary>
    public void Retry(ModelServer server)
    {
        if (_inDoubt.Count == 0 || !server.IsOpen || server.Paused)
            return;
        var at = world.Random.Below(_inDoubt.Count);
        var id = _inDoubt[at];
        if (!server.Executed.Has(id))
            return;
        CheckRight(server, "shows a row to a client that retries");
        Count(id, server);
        _inDoubt.RemoveAt(at);
    }

    public void Opened(ModelServer server) => CheckRight(server, "is opened for writing");

    public void LeaseGone(int host)
    {
        var server = Servers[host];
        if (server.IsOpen)
            world.Fail($"server {host} is writable without a lease");
    }

    public void RecordChanged(int host, ClusterRecord? before, ClusterRecord after)
    {
        var epoch = before?.Epoch ?? 0;
        var moves = before is not null && !string.Equals(before.Primary, after.Primary, StringComparison.Ordinal);
        var claims = after.Epoch != epoch || moves;
        var isNew = NewRecordAsked && after.History > (before?.History ?? 0);
        if (after.Epoch < epoch || (after.Epoch > epoch + 1 && !isNew))
            world.Fail($"the epoch goes from {epoch} to {after.Epoch}");
        // Without a third store, a claim of the host that is given up may never have been heard of: then the forced one counts.
        if (moves && after.Epoch == epoch && !(arbiter.Pair is not null && Forced[host]))
            world.Fail($"the primary changes within epoch {epoch}");
        if (claims)
        {
            CheckComplete(host, before);
            Array.Clear(Unknowing);
        }

        if (claims || !after.Sync)
        {
            _exposed.Clear();
            _droppedByHandUs.Clear();
        }
    }

    /// <summary>What somebody takes away from the standby counts as here until its agent has looked.</summary>
    public void DroppedByHand(IEnumerable<int> transactions)
    {
        foreach (var id in transactions)
            _droppedByHandUs[id] = world.NowUs;
    }

    public void CheckDropped(ModelServer server)
    {
        if (!server.Empty && arbiter.Record?.SyncWith is { } partner && (partner[4] - '1') == server.Host)
            world.Fail($"server {server.Host} drops its data while the record says that it is in sync");
        var kept = server.Saved.Copy();
        kept.AddAll(server.Peer.Logged());
        if (!kept.Contains(server.Logged()))
            world.Fail($"server {server.Host} drops transactions that are nowhere else");
    }

    public void CheckEnd()
    {
        foreach (var id in _acknowledged)
        {
            if (_forfeited.Contains(id))
                continue;
            if (!Servers[0].Executed.Has(id) || !Servers[1].Executed.Has(id))
                world.Fail($"acknowledged write {id} is not on both servers in the end");
        }
    }

    private void Count(int id, ModelServer server)
    {
        _acknowledged.Add(id);
        if (world.NowUs - server.AloneSinceUs <= ExposedUs)
            _exposed.Add(id);
    }

    private void CheckComplete(int host, ClusterRecord? before)
    {
        var allowsExposed = AllowsExposed && before is { Sync: true };
        var server = Servers[host];
        foreach (var id in _acknowledged)
        {
            if (server.Executed.Has(id) || _forfeited.Contains(id))
                continue;
            if (Forced[host] || Unknowing[host] || (allowsExposed && IsExposed(id)))
                _forfeited.Add(id);
            else
                world.Fail($"server {host} becomes the primary without acknowledged write {id}");
        }
    }

    private bool IsExposed(int id) =>
        _exposed.Contains(id) || (_droppedByHandUs.TryGetValue(id, out var droppedUs) && world.NowUs - droppedUs <= ExposedUs);

    private void CheckRight(ModelServer server, string what)
    {
        if (!arbiter.Holds(server.Host))
            world.Fail($"server {server.Host} {what} without the lease");
        else if (arbiter.Record is null || (arbiter.Record.Primary[^1] - '1') != server.Host)
            world.Fail($"server {server.Host} {what}, but the record names another primary");
        else if (Servers[1 - server.Host].IsOpen && !Servers[1 - server.Host].Paused)
            world.Fail($"server {server.Host} {what} while the other one is writable as well");
    }
}
