using CloudApp.Failover;
using CloudApp.Failover.Core;

namespace CloudApp.Tests.Failover.Simulation;

/// <summary>One machine: the agent (the real core), its watchdog, its mysqld, its clock.</summary>
internal sealed partial class ModelHost
{
    private const long ObserveEveryUs = 100_000;

    /// <summary>A write on the standby is noticed as one that is not on its way: a second and a few messages after its agent can say so.</summary>
    private const long PromiseEndsWithinUs = 2_000_000;

    private readonly World _world;
    private readonly ScheduleOptions _options;
    private readonly ModelArbiter _arbiter;
    private readonly int _number;
    private readonly long _offsetMs;
    private readonly int _ratePerMille;
    private readonly Queue<AgentInput> _inbox = new();
    private AgentCore? _core;
    private int _run;
    private long? _promisesSinceUs;
    private long _wakeUs = long.MaxValue;
    private long _scheduledWakeUs = long.MaxValue;
    private long _watchdogUs = long.MaxValue;
    private long _scheduledWatchdogUs = long.MaxValue;

    public ModelHost(World world, ScheduleOptions options, ModelArbiter arbiter, ModelServer server)
    {
        _world = world;
        _options = options;
        _arbiter = arbiter;
        Server = server;
        _number = server.Host;
        _offsetMs = 1_000_000L + (world.Random.Below(1_000) * 1_000L);
        _ratePerMille = world.Random.Between(995, 1_006);
    }

    public ModelServer Server { get; }

    /// <summary>The newest record that was seen on this host, and is on its disk.</summary>
    public RecordFloor Seen { get; private set; } = RecordFloor.None;

    /// <summary>What an operator reads in the status; null while no agent answers.</summary>
    public FailoverStatus? Status => AgentPaused ? null : _core?.Status(NowMs);

    /// <summary>Null where two machines decide.</summary>
    public RecordLosses? Losses { get; set; }

    public ModelHost Peer { get; set; } = null!;

    public bool Powered { get; private set; } = true;

    public bool AgentPaused { get; private set; }

    public bool FenceHangs { get; set; }

    public AgentState? State => _core?.State;

    public string Site => _number == 0 ? "host1" : "host2";

    public bool AnswersPrimary => _core is not null && !AgentPaused && _core.State.IsWritable();

    public long NowMs => _offsetMs + (_world.NowUs * _ratePerMille / 1_000_000);

    public void StartAgent()
    {
        if (!Powered || _core is not null)
            return;
        var run = ++_run;
        AgentIdentity self = new(Site, Peer.Site, run, Initial: _number == 0);
        _core = new AgentCore(self, _options.Timings, _arbiter.Pair is not null ? null : _options.ForgetsFloor ? RecordFloor.None : Seen, _options.Table);
        _world.Note($"agent {_number} starts");
        _arbiter.Pair?.Start(_number, self);
        _inbox.Clear();
        Observe(run);
        Deliver(Tick.Instance);
    }

    /// <summary>The agent's death takes its mysqld with it (parent-death signal).</summary>
    public void KillAgent()
    {
        if (_core is null)
            return;
        _world.Note($"agent {_number} dies");
        _core = null;
        _arbiter.Pair?.Stop(_number);
        _run++;
        AgentPaused = false;
        _watchdogUs = long.MaxValue;
        _inbox.Clear();
        Server.Crash();
    }

    public void PowerOff()
    {
        _world.Note($"host {_number} power off");
        Powered = false;
        KillAgent();
    }

    public void PowerOn() => Powered = true;

    public void PauseAgent(bool paused)
    {
        if (_core is null)
            return;
        _world.Note($"agent {_number} {(paused ? "pauses" : "goes on")}");
        AgentPaused = paused;
        while (!AgentPaused && _inbox.TryDequeue(out var input))
            Step(input);
    }

    public void CrashServer()
    {
        Server.Crash();
        TellDeath();
    }

    public void ShutServerDown()
    {
        Server.ShutDown();
        if (!Server.Up && !Server.Starting)
            TellDeath();
    }

    public void Ask(OperatorOrder what) => Deliver(new OperatorOrdered(what));

    public void AskForNewRecord(long aboveEpoch, long aboveHistory) =>
        Deliver(new OperatorOrdered(OperatorOrder.NewRecord, AboveEpoch: aboveEpoch, AboveHistory: aboveHistory));

    public void Receive(AgentReport report) => Deliver(new PeerReported(report));

    public void Watch(ArbiterSnapshot snapshot) => Deliver(new ArbiterObserved(snapshot));

    private void TellDeath()
    {
        if (_core is not null)
            Deliver(new DatabaseObserved(new DatabaseFacts(NowMs, ServerCondition.Down, EndedByItself: Server.EndedByItself)));
    }

    private void Deliver(AgentInput input)
    {
        if (_core is null)
            return;
        if (AgentPaused)
        {
            if (input is not Tick)
                _inbox.Enqueue(input);
        }
        else
        {
            Step(input);
        }
    }

    private void Observe(int run)
    {
        if (run != _run || _core is null)
            return;
        if (!AgentPaused)
            Deliver(new DatabaseObserved(Facts()));
        CheckPromise();
        _world.After(ObserveEveryUs, () => Observe(run));
    }

    /// <summary>No status goes on promising anything while the standby has transactions of its own.</summary>
    private void CheckPromise()
    {
        var isWrong = !Peer.AgentPaused && Peer.Server.ByHand is { } written && Peer.Server.Executed.Has(written) && !Server.Executed.Has(written)
            && Status is { CanLoseAcknowledged: false };
        if (!isWrong)
            _promisesSinceUs = null;
        else if (_world.NowUs - (_promisesSinceUs ??= _world.NowUs) > PromiseEndsWithinUs)
            _world.Fail($"agent {_number} promises that nothing can be lost, although somebody has written on the standby");
    }

    private DatabaseFacts Facts()
    {
        var server = Server;
        if (!server.Up)
            return new DatabaseFacts(NowMs, server.Starting ? ServerCondition.Starting : ServerCondition.Down, EndedByItself: server.EndedByItself);
        var hung = server.Paused && _world.NowUs - server.PausedAtUs > _options.Timings.HungMs * 1_000L;
        return new DatabaseFacts(NowMs, hung ? ServerCondition.Hung : ServerCondition.Up, server.Empty, server.IsOpen, server.DiskFull,
            server.Attached, server.Broken, server.ExecutedCopy(), server.ReceivedCopy(),
            new SemiSyncFacts(server.SemiSync, server is { SemiSync: true, FellBack: false }, 1, server.LongTimeout, OffCount: server.OffCount),
            Unprotected: server.UnlockedByHand || !server.ReadOnly, Fresh: server.Fresh, Unappliable: server is { Broken: true, Unappliable: true },
            Retrieved: _options.CountsWhatWasDropped ? OnceRetrieved() : server.RetrievedCopy());
    }

    private TransactionSet OnceRetrieved()
    {
        Server.OnceRetrieved.AddAll(Server.RetrievedCopy());
        return Server.OnceRetrieved.Copy();
    }

    private void Step(AgentInput input)
    {
        var output = _core!.Step(NowMs, input);
        foreach (var taken in output.Transitions)
            _world.Note($"agent {_number}: {taken.From} -> {taken.To}: {taken.Reason}");
        ArmWatchdog(output.WatchdogDeadlineMs);
        Seen = output.Floor ?? Seen;
        foreach (var request in output.ArbiterRequests)
            SendToArbiter(request);
        if (output.Report is { } report)
            _world.Message(_number, Peer._number, () => Peer.Receive(report));
        _wakeUs = ToUs(output.NextWakeMs);
        if (output.DatabaseCommands.Count > 0)
        {
            foreach (var command in output.DatabaseCommands)
                Begin(command);
        }

        ScheduleWake();
    }

    private long ToUs(long localMs) =>
        localMs == AgentOutput.NeverMs ? long.MaxValue : ((localMs - _offsetMs) * 1_000_000 / _ratePerMille) + 1_000;

    private void ScheduleWake()
    {
        if (_scheduledWakeUs <= _wakeUs)
            return;
        _scheduledWakeUs = _wakeUs;
        var run = _run;
        var at = _wakeUs;
        _world.At(at, () =>
        {
            if (_scheduledWakeUs == at)
                _scheduledWakeUs = long.MaxValue;
            if (run != _run || AgentPaused)
                return;
            if (_world.NowUs >= _wakeUs)
                Deliver(Tick.Instance);
            else
                ScheduleWake();
        });
    }

    private void SendToArbiter(ArbiterRequest request)
    {
        var run = _run;
        if (_arbiter.Pair is { } pair)
        {
            pair.Send(_number, request, reply =>
            {
                if (run == _run)
                    Deliver(new ArbiterReplied(reply));
            });
            return;
        }

        _world.Message(_number, World.ArbiterNode, () =>
        {
            var reply = _arbiter.Handle(_number, request);
            if (reply is null)
                return;
            _world.Message(World.ArbiterNode, _number, () =>
            {
                if (run == _run)
                    Deliver(new ArbiterReplied(reply));
            });
        });
    }

    /// <summary>A process of its own: it acts also while the agent is paused.</summary>
    private void ArmWatchdog(long deadlineMs)
    {
        _watchdogUs = _options.SkipsFence ? long.MaxValue : ToUs(deadlineMs);
        if (_watchdogUs >= _scheduledWatchdogUs)
            return;
        ScheduleWatchdog();
    }

    private void ScheduleWatchdog()
    {
        _scheduledWatchdogUs = _watchdogUs;
        var at = _watchdogUs;
        _world.At(at, () =>
        {
            if (_scheduledWatchdogUs != at)
                return;
            _scheduledWatchdogUs = long.MaxValue;
            if (_world.NowUs >= _watchdogUs)
            {
                _watchdogUs = long.MaxValue;
                if (!Server.Up && !Server.Starting)
                    return;
                _world.Note($"watchdog {_number} kills mysqld");
                CrashServer();
            }
            else if (_watchdogUs != long.MaxValue)
            {
                ScheduleWatchdog();
            }
        });
    }
}
