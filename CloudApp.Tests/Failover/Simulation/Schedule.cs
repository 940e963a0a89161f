using CloudApp.Failover;

namespace CloudApp.Tests.Failover.Simulation;

/// <summary>One seed: a pair that starts, works, suffers, is left alone, and must be healthy again.</summary>
internal sealed class Schedule
{
    /// <summary>From the end of all faults until primary in sync and replica: the longest that is allowed, virtual.</summary>
    public const int HealthyWithinMs = 10_000;

    private const int PreloadedTransactions = 20;
    private const long ClientEveryUs = 20_000;
    private const long OnlyFaultAtUs = 3_000_000;

    private readonly World _world;
    private readonly ModelArbiter _arbiter;
    private readonly Ledger _ledger;
    private readonly ModelHost[] _hosts;
    private readonly ScheduleOptions _options;
    private readonly ulong _seed;
    private bool _healed;
    private bool _quiet;
    private bool _over;
    private bool _tookOver;
    private long _healedUs;
    private long _healthyUs;

    private Schedule(ulong seed, ScheduleOptions options)
    {
        _seed = seed;
        _options = options;
        _world = new World(seed) { Trace = options.Traced ? [] : null };
        _arbiter = new ModelArbiter(_world, options.Timings.LeaseTtlMs * 1_000L) { ComparesNothing = options.ComparesNothing };
        _ledger = new Ledger(_world, _arbiter) { AllowsExposed = options.OnlyFault is null };
        ModelServer[] servers = [new(_world, 0, _ledger), new(_world, 1, _ledger)];
        servers[0].Peer = servers[1];
        servers[1].Peer = servers[0];
        _ledger.Servers = servers;
        _hosts = [new(_world, options, _arbiter, servers[0]), new(_world, options, _arbiter, servers[1])];
        _hosts[0].Peer = _hosts[1];
        _hosts[1].Peer = _hosts[0];
        if (options.Arbiter != SimulatedArbiter.Store)
            _arbiter.Pair = new PairModel(_world, options, _arbiter, _hosts);
        else
            _hosts[0].Losses = _hosts[1].Losses = new RecordLosses(_world, _arbiter, _hosts, _ledger, () => _over);
        _arbiter.Changed = Announce;
        _arbiter.LeaseGone = _ledger.LeaseGone;
        _arbiter.RecordChanged = (host, before, after) =>
        {
            _tookOver |= before is not null && !string.Equals(before.Primary, after.Primary, StringComparison.Ordinal);
            _ledger.RecordChanged(host, before, after);
        };
    }

    public static ScheduleResult Run(ulong seed, ScheduleOptions options) => new Schedule(seed, options).Run();

    private ScheduleResult Run()
    {
        Prepare();
        var healUs = _options.OnlyFault is null ? 1_000L * _world.Random.Between(2_500, 5_500) : OnlyFaultAtUs * 3;
        Faults faults = new(_world, _arbiter, _hosts, _ledger, _options);
        if (_options.OnlyFault is { } fault)
            _world.At(OnlyFaultAtUs + _world.Random.Below(500_000), () => Suffer(fault));
        else
            faults.Plan(healUs);
        _world.At(healUs, () =>
        {
            faults.Heal();
            _healed = true;
            _healedUs = _world.NowUs;
            CheckHealth();
        });
        Write();
        _world.Run(healUs + (HealthyWithinMs * 1_000L), () => _over);
        if (!_over)
            _world.Fail($"not healthy within {HealthyWithinMs} ms: {_hosts[0].State} and {_hosts[1].State}, {_arbiter.Record}");
        return new ScheduleResult(_seed, _world.Violation, _ledger.Acknowledged, _tookOver, (_healthyUs - _healedUs) / 1_000, _ledger.LongestGapUs / 1_000, _world.Trace ?? []);
    }

    private void Prepare()
    {
        if (_options.OnlyFault is null && _world.Random.PerMille(50))
        {
            // The very first start: no record, no data.
            _hosts[0].Server.Empty = _hosts[1].Server.Empty = true;
            _hosts[0].Server.Fresh = _hosts[1].Server.Fresh = true;
        }
        else
        {
            var primary = _world.Random.Below(2);
            _arbiter.Preset(new ClusterRecord(1, _hosts[primary].Site, null));
            _hosts[0].Server.Preload(PreloadedTransactions);
            _hosts[1].Server.Preload(PreloadedTransactions);
            _ledger.Begin(PreloadedTransactions);
        }

        _hosts[0].StartAgent();
        _hosts[1].StartAgent();
    }

    private void Suffer(Action<World, ModelHost, ModelHost> fault)
    {
        var primary = _hosts[0].State == AgentState.PrimarySync ? 0 : 1;
        _ledger.MeasureGaps();
        fault(_world, _hosts[primary], _hosts[1 - primary]);
    }

    private void Announce(ArbiterSnapshot view)
    {
        foreach (var host in _hosts)
            _world.Message(World.ArbiterNode, host.Server.Host, () => host.Watch(view));
    }

    /// <summary>Clients: mostly where the agents say the primary is, often at the other one, as through a stale router.</summary>
    private void Write()
    {
        if (_quiet)
            return;
        var target = _hosts[0].AnswersPrimary ? 0 : 1;
        var measures = _options.OnlyFault is not null;
        if (!measures && _world.Random.PerMille(300))
            target = 1 - target;
        var server = _hosts[target].Server;
        if (!measures && _world.Random.PerMille(300))
            _ledger.Retry(server);
        else if (server is { IsOpen: true, Paused: false, DiskFull: false })
            server.Submit(_ledger.New(isClient: true));
        _world.After(measures ? ClientEveryUs / 4 : ClientEveryUs + _world.Random.Below((int)ClientEveryUs), Write);
    }

    private void CheckHealth()
    {
        if (IsHealthy())
        {
            if (_healthyUs == 0)
                _healthyUs = _world.NowUs;
            _quiet = true;
            var first = _hosts[0].Server;
            if (!first.HasPending && !first.Peer.HasPending && first.Executed.Contains(first.Peer.Executed)
                && first.Peer.Executed.Contains(first.Executed))
            {
                _ledger.CheckEnd();
                _over = true;
                return;
            }
        }
        else
        {
            _quiet = false;
        }

        _world.After(50_000, CheckHealth);
    }

    private bool IsHealthy() => _healed && _arbiter.Record is { Sync: true }
        && ((_hosts[0].State == AgentState.PrimarySync && _hosts[1].State == AgentState.Replica)
            || (_hosts[1].State == AgentState.PrimarySync && _hosts[0].State == AgentState.Replica));
}
