using CloudApp.Failover;

namespace CloudApp.Tests.Failover.Simulation;

/// <summary>A linearizable store with one record and one lease, as etcd gives it.</summary>
internal sealed partial class ModelArbiter(World world, long leaseTtlUs)
{
    private long _expiresUs;
    private long _expiryCheckUs = long.MaxValue;
    private long _silentUntilUs;
    private ArbiterSnapshot? _view;

    private ClusterRecord? _record;

    /// <summary>Two machines decide; then this store takes no part.</summary>
    public PairModel? Pair { get; set; }

    public ClusterRecord? Record { get => Pair is null ? _record : Pair.Newest; private set => _record = value; }

    public long Revision { get; private set; }

    public string? LeaseOwner { get; private set; }

    public bool Holds(int host) => Pair is null ? LeaseHost == host : Pair.Holds(host);

    public int LeaseHost { get; private set; } = -1;

    public long StoreRevision { get; private set; } = 1;

    public int MembersLost { get; set; }

    /// <summary>Breaks the rule on purpose: the record is written without comparing anything.</summary>
    public bool ComparesNothing { get; init; }

    public Action<ArbiterSnapshot>? Changed { get; set; }

    public Action<int>? LeaseGone { get; set; }

    public Action<int, ClusterRecord?, ClusterRecord>? RecordChanged { get; set; }

    public void Preset(ClusterRecord record)
    {
        Pair?.Preset(record);
        NewestEver = Record = record;
        Revision = 1;
    }

    /// <summary>No leader for a while. A new leader gives every lease its full life again, as etcd does.</summary>
    public void GoSilent(long forUs)
    {
        _silentUntilUs = Math.Max(_silentUntilUs, world.NowUs + forUs);
        if (LeaseOwner is not null)
            Extend(_silentUntilUs + leaseTtlUs);
    }

    /// <summary>Null when no answer is given: not available.</summary>
    public ArbiterReply? Handle(int host, ArbiterRequest request)
    {
        if (MembersLost >= 2 || world.NowUs < _silentUntilUs)
            return null;
        var done = request.Verb switch
        {
            ArbiterVerb.TryAcquire => Acquire(host, request),
            ArbiterVerb.KeepAlive => KeepAlive(request),
            ArbiterVerb.Release => Release(request),
            ArbiterVerb.CompareAndSwap => Swap(host, request),
            _ => true,
        };
        return new ArbiterReply(request.Id, done ? ArbiterOutcome.Done : ArbiterOutcome.Refused, Snapshot());
    }

    public ArbiterSnapshot Snapshot() => _view ??= new ArbiterSnapshot(Record, Revision, LeaseOwner, StoreRevision);

    private bool Acquire(int host, ArbiterRequest request)
    {
        if (LeaseOwner is not null || (request.ExpectedRevision != Revision && !ComparesNothing))
            return false;
        LeaseOwner = request.Owner;
        LeaseHost = host;
        Extend(world.NowUs + leaseTtlUs);
        world.Note($"arbiter: lease to {request.Owner}");
        Announce();
        return true;
    }

    private bool KeepAlive(ArbiterRequest request)
    {
        if (!IsOwner(request))
            return false;
        Extend(world.NowUs + leaseTtlUs);
        return true;
    }

    private bool Release(ArbiterRequest request)
    {
        if (!IsOwner(request))
            return false;
        EndLease("released");
        return true;
    }

    private bool Swap(int host, ArbiterRequest request)
    {
        if (!ComparesNothing && (!IsOwner(request) || request.ExpectedRevision != Revision))
            return false;
        var before = Record;
        NewestEver = Record = request.Record!;
        Revision = StoreRevision + 1;
        world.Note($"arbiter: record {Record}");
        RecordChanged?.Invoke(host, before, Record);
        Announce();
        return true;
    }

    private bool IsOwner(ArbiterRequest request) => string.Equals(LeaseOwner, request.Owner, StringComparison.Ordinal);

    private void Extend(long untilUs)
    {
        _expiresUs = Math.Max(untilUs, _expiresUs);
        if (_expiryCheckUs != long.MaxValue)
            return;
        _expiryCheckUs = _expiresUs;
        world.At(_expiryCheckUs, CheckExpiry);
    }

    private void CheckExpiry()
    {
        _expiryCheckUs = long.MaxValue;
        if (LeaseOwner is null)
            return;
        var frozen = MembersLost >= 2 || world.NowUs < _silentUntilUs;
        if (world.NowUs >= _expiresUs && !frozen)
            EndLease("expired");
        else
            Extend(frozen ? world.NowUs + leaseTtlUs : _expiresUs);
    }

    private void EndLease(string how)
    {
        world.Note($"arbiter: lease of {LeaseOwner} {how}");
        var host = LeaseHost;
        LeaseOwner = null;
        LeaseHost = -1;
        _expiresUs = 0;
        LeaseGone?.Invoke(host);
        Announce();
    }

    private void Announce()
    {
        StoreRevision++;
        _view = null;
        Changed?.Invoke(Snapshot());
    }
}
