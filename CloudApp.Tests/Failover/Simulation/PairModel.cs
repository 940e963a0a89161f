using CloudApp.Failover;
using CloudApp.Failover.Arbitration;

namespace CloudApp.Tests.Failover.Simulation;

/// <summary>Arbitration by two machines in the simulation: the real halves, their notes over the simulated network.</summary>
internal sealed class PairModel(World world, ScheduleOptions options, ModelArbiter arbiter, ModelHost[] hosts)
{
    private const long AskEveryUs = 100_000;
    private const long AnswerLimitUs = 300_000;
    private const long RefusedPauseUs = 50_000;

    private readonly PairArbitration?[] _halves = new PairArbitration?[2];
    private readonly PairRecord?[] _onDisk = new PairRecord?[2];
    private readonly ArbiterSnapshot?[] _told = new ArbiterSnapshot?[2];
    private readonly long[] _hostAnsweredMs = new long[2];
    private readonly long[] _hostSilentSinceMs = new long[2];
    private readonly long[] _gatewayMs = new long[2];
    private readonly long?[] _vipSinceMs = new long?[2];
    private int _vipHolder;

    public ClusterRecord? Newest => (PairRecord.IsNewer(_onDisk[0] ?? None, _onDisk[1]) ? _onDisk[0] : _onDisk[1])?.Record;

    private static PairRecord None { get; } = new(new ClusterRecord(0, "host9", null), 0, Forced: false);

    public bool Holds(int host) => _halves[host]?.Snapshot(hosts[host].NowMs).LeaseOwner?.StartsWith(hosts[host].Site, StringComparison.Ordinal) == true;

    public void Preset(ClusterRecord record) => _onDisk[0] = _onDisk[1] = new PairRecord(record, 1, Forced: false);

    public void Start(int host, AgentIdentity self)
    {
        IPairPolicy policy = options.Arbiter == SimulatedArbiter.Vip
            ? new VipPolicy(options.Timings, nowMs => Look(host, nowMs))
            : new ManualPolicy(options.Timings);
        var nowMs = hosts[host].NowMs;
        (_hostAnsweredMs[host], _hostSilentSinceMs[host], _gatewayMs[host], _vipSinceMs[host]) = (nowMs, long.MaxValue, nowMs, null);
        PairArbitration half = new(self, policy, options.Timings, _onDisk[host], nowMs);
        _halves[host] = half;
        Turn(host, half);
    }

    public void Stop(int host) => _halves[host] = null;

    public void Send(int host, ArbiterRequest request, Action<ArbiterReply> reply)
    {
        if (_halves[host] is not { } half)
            return;
        void Finish(ArbiterReply done)
        {
            if (_halves[host] == half)
                world.After(done.Outcome == ArbiterOutcome.Refused ? RefusedPauseUs : 300, () => reply(done));
        }

        var nowMs = hosts[host].NowMs;
        var answered = request.Verb switch
        {
            ArbiterVerb.KeepAlive => half.KeepAlive(request, nowMs),
            ArbiterVerb.Release => half.Release(request, nowMs),
            ArbiterVerb.TryAcquire => half.BeginAcquire(request, nowMs),
            ArbiterVerb.CompareAndSwap => half.BeginSwap(request, nowMs),
            _ => half.Observe(request, nowMs),
        };
        Keep(host, half);
        if (answered is not null)
        {
            Finish(answered);
            return;
        }

        Ask(host, half, answer =>
        {
            Finish(request.Verb == ArbiterVerb.TryAcquire
                ? half.EndAcquire(request, answer, hosts[host].NowMs)
                : half.EndSwap(request, answer, hosts[host].NowMs));
            Keep(host, half);
        });
    }

    private void Turn(int host, PairArbitration half)
    {
        if (_halves[host] != half)
            return;
        if (!hosts[host].AgentPaused)
        {
            Probe(host);
            Ask(host, half, static _ => { });
        }

        world.After(AskEveryUs, () => Turn(host, half));
    }

    private void Ask(int host, PairArbitration half, Action<PairNote?> then)
    {
        var sentMs = hosts[host].NowMs;
        var open = true;
        void Close(PairNote? answer)
        {
            if (!open || _halves[host] != half || (answer is not null && hosts[host].AgentPaused))
                return;
            open = false;
            if (answer is null)
                half.TakeSilence(sentMs);
            else
                half.TakeAnswer(answer, sentMs);
            Keep(host, half);
            then(answer);
        }

        var question = half.Question();
        world.Message(host, 1 - host, () =>
        {
            if (_halves[1 - host] is not { } other || hosts[1 - host].AgentPaused)
                return;
            var answer = other.Answer(question, hosts[1 - host].NowMs);
            Keep(1 - host, other);
            world.Message(1 - host, host, () => Close(answer));
        });
        world.After(AnswerLimitUs, () => Close(null));
    }

    /// <summary>To disk, to the ledger and to the core.</summary>
    private void Keep(int host, PairArbitration half)
    {
        if (half.Held is { } held && held != _onDisk[host])
        {
            var before = Newest;
            var isNews = before is null || PairRecord.IsNewer(held, PairRecord.IsNewer(_onDisk[0] ?? None, _onDisk[1]) ? _onDisk[0] : _onDisk[1]);
            _onDisk[host] = held;
            world.Note($"host {host} holds {held}");
            if (isNews && string.Equals(held.Record.Primary, hosts[host].Site, StringComparison.Ordinal))
                arbiter.RecordChanged?.Invoke(host, before, held.Record);
        }

        var snapshot = half.Snapshot(hosts[host].NowMs);
        if (snapshot == _told[host])
            return;
        _told[host] = snapshot;
        world.After(200, () =>
        {
            if (_halves[host] == half)
                hosts[host].Watch(snapshot);
        });
    }

    /// <summary>keepalived: the VIP stays where it is until the other host no longer hears of it. Then both may have it.</summary>
    private void Probe(int host)
    {
        var linked = world.Linked(0, 1) && world.Linked(1, 0);
        var hears = linked && hosts[1 - host].Powered;
        var nowMs = hosts[host].NowMs;
        if (hears)
            (_hostAnsweredMs[host], _hostSilentSinceMs[host]) = (nowMs, long.MaxValue);
        else
            _hostSilentSinceMs[host] = Math.Min(_hostSilentSinceMs[host], nowMs);
        if (world.Linked(host, World.ArbiterNode) && world.Linked(World.ArbiterNode, host))
            _gatewayMs[host] = nowMs;
        if (!hears && !hosts[1 - host].Powered)
            _vipHolder = host;
        _vipSinceMs[host] = !hears || _vipHolder == host ? _vipSinceMs[host] ?? nowMs : null;
    }

    private VipFacts Look(int host, long nowMs) => new(
        nowMs - _vipSinceMs[host], Math.Max(0, nowMs - _hostSilentSinceMs[host]), nowMs - _hostAnsweredMs[host], nowMs - _gatewayMs[host]);
}
