using CloudApp.Failover.Table;

namespace CloudApp.Failover.Core;

/// <summary>
/// One database agent without its edges: facts go in, requests come out, time is an argument. The real runner and the
/// simulation drive exactly this. Not thread-safe; one step at a time.
/// </summary>
public sealed class AgentCore
{
    /// <summary>A chain of decisions in one step is never longer: more would be a loop in the table.</summary>
    private const int MaxDecisionsPerStep = 8;

    private readonly DecisionTable _table;
    private readonly AgentParts _parts;
    private readonly Reporter _reporter;
    private readonly DatabaseWork _work;
    private readonly ObservationReader _observations;

    /// <param name="floor">What <see cref="AgentOutput.Floor"/> last asked to be kept; null where the arbiter's own record is on this host's disk.</param>
    public AgentCore(AgentIdentity self, AgentTimings timings, RecordFloor? floor)
        : this(self, timings, floor, DecisionTable.Standard)
    {
    }

    /// <summary>Another table is for tests that break a rule on purpose.</summary>
    internal AgentCore(AgentIdentity self, AgentTimings timings, RecordFloor? floor, DecisionTable table)
    {
        _table = table;
        _parts = new AgentParts(self, timings, floor);
        _reporter = new Reporter(_parts);
        _work = new DatabaseWork(_parts, _reporter);
        _observations = new ObservationReader(_parts);
    }

    public AgentState State { get; private set; } = AgentState.Boot;

    /// <summary>Why the state is what it is, in words.</summary>
    public string Reason { get; private set; } = "the agent has just started";

    /// <summary>The epoch that this server claimed, 0 while it has claimed none.</summary>
    public long ClaimedEpoch => _parts.Claim.Epoch;

    private StepContext Now => _parts.Step;

    public AgentOutput Step(long nowMs, AgentInput input)
    {
        var isFirst = Now.NowMs == 0;
        Now.Begin(nowMs);
        if (isFirst)
            _parts.Timer.Restart();
        Take(input);
        _parts.Order.DropWhenOld(_parts.Arbiter.Record);
        Decide();
        _parts.Lease.RenewWhenDue(State);
        _parts.Requests.ObserveWhenDue(_parts.Lease.Owner);
        _parts.Heartbeats.SendWhenDue(State);
        _parts.Claim.SendWhenDue();
        _reporter.ReportWhenDue(State, Reason);
        // Armed from before mysqld is opened until it is known to be closed or dead.
        Now.Output.WatchdogDeadlineMs = State.MayBeWritable() ? _parts.Lease.WatchdogDeadlineMs : AgentOutput.NeverMs;
        Now.Output.NextWakeMs = NextWakeMs();
        return Now.Output;
    }

    /// <summary>The truth at <paramref name="nowMs"/>, for /primary, /replica, /status and /metrics. Changes nothing.</summary>
    public FailoverStatus Status(long nowMs)
    {
        var lease = _parts.Lease.StateAt(nowMs);
        var facts = _parts.Facts.Latest;
        var factsAgoMs = nowMs - facts.SampledAtMs;
        var answers = facts.Server == ServerCondition.Up && factsAgoMs <= Now.Timings.ProofMs;
        (var canBeLost, var because) = LossRisk.Judge(State, lease, facts, nowMs - _parts.Heartbeats.AcknowledgedMs, factsAgoMs, Now.Timings,
            _parts.Peer.HasExtra);
        return new FailoverStatus(
            Now.Self.Site, State, Reason, _parts.SeenEpoch, _parts.Arbiter.Record, lease,
            IsPrimary: State.IsWritable() && lease == LeaseState.Mine && answers && facts.Writable,
            IsReplica: State is AgentState.Replica or AgentState.CatchingUp && answers && facts.ReceiverOn && !facts.Writable,
            canBeLost, because, _parts.Seen.Floor, _parts.IsRolledBack(State));
    }

    private void Take(AgentInput input)
    {
        switch (input)
        {
            case DatabaseObserved observed:
                _work.TakeFacts(observed.Facts);
                break;
            case CommandFinished finished:
                _work.TakeFinished(finished);
                break;
            case PeerReported reported:
                _parts.Peer.Take(reported.Report);
                break;
            case ArbiterReplied replied:
                TakeReply(replied.Reply);
                break;
            case ArbiterObserved observed:
                _parts.Arbiter.Take(observed.Snapshot, Now.NowMs, isAnswer: false);
                break;
            case OperatorOrdered ordered:
                _parts.Order.Take(ordered, _parts.Arbiter.Record);
                break;
        }
    }

    private void TakeReply(ArbiterReply reply)
    {
        if (!_parts.Requests.TryTake(reply, out var request, out var sentMs))
            return;
        if (reply.Snapshot is { } snapshot)
            _parts.Arbiter.Take(snapshot, sentMs, isAnswer: true);
        _parts.Lease.TakeReply(request, reply.Outcome, sentMs);
    }

    private void Decide()
    {
        for (var i = 0; i < MaxDecisionsPerStep; i++)
        {
            var row = _table.Decide(State, _observations.Read(State));
            if (row.Next is null && row.Actions.Length == 0)
            {
                Reason = row.Reason;
                return;
            }

            if (!Carry(row))
                return;
        }
    }

    /// <summary>Takes the transition. False when it changed nothing, because what it asks for is already under way.</summary>
    private bool Carry(Transition row)
    {
        var from = State;
        var moves = row.Next is { } next && next != from;
        if (!moves && Array.TrueForAll(row.Actions, IsUnderWay))
            return false;

        if (moves)
        {
            State = row.Next!.Value;
            OnEntered(from);
        }

        var commands = false;
        foreach (var action in row.Actions)
            commands |= Perform(action, isFirstCommand: !commands);
        if (!commands && moves)
            _parts.Commands.Drop();
        if (moves || !string.Equals(Reason, row.Reason, StringComparison.Ordinal))
            Now.Output.Transitions.Add(new TransitionTaken(Now.NowMs, from, State, row.Reason, _parts.SeenEpoch));
        Reason = row.Reason;
        if (moves)
            _reporter.ReportSoon();
        return true;
    }

    private void OnEntered(AgentState from)
    {
        _parts.Timer.Restart();
        _parts.Claim.OnEntered(State);
        _parts.Lease.HandsOver = from == AgentState.HandingOver && State == AgentState.Fenced;
        if (State.IsWritable())
        {
            _parts.Incarnation.End();
            _parts.Heartbeats.CountFromNow();
            if (State == AgentState.PrimaryPledging)
                _parts.Promise.Give();
            if (from == AgentState.Claiming)
                _parts.Order.Drop();
        }

        _parts.Peer.ForgetDifference();
    }

    private bool IsUnderWay(AgentAction action) => action switch
    {
        AgentAction.TryAcquire or AgentAction.ForceAcquire => _parts.Lease.IsAcquiring,
        AgentAction.KillServer => _parts.Commands.Running == AgentAction.KillServer,
        AgentAction.ReleaseLease => _parts.Lease.Owner is null,
        _ => false,
    };

    /// <summary>Performs one action. True for those that are database commands; the first one replaces running work.</summary>
    private bool Perform(AgentAction action, bool isFirstCommand)
    {
        switch (action)
        {
            case AgentAction.TryAcquire:
            case AgentAction.ForceAcquire:
                _parts.Lease.TryAcquire(forced: action == AgentAction.ForceAcquire);
                return false;
            case AgentAction.ReleaseLease:
                _parts.Lease.Release();
                return false;
            case AgentAction.ClaimAlone:
                if (_parts.Order.Order == OperatorOrder.NewRecord)
                    _parts.Claim.StartNew(Math.Max(_parts.SeenEpoch, _parts.Order.AboveEpoch), Math.Max(_parts.Seen.Floor.History, _parts.Order.AboveHistory));
                else
                    _parts.Claim.Claim(syncWith: null);
                return false;
            case AgentAction.ClaimSync:
                _parts.Claim.Claim(_parts.Peer.Report?.Incarnation);
                return false;
            case AgentAction.RecordAlone:
                _parts.Claim.Change(syncWith: null);
                return false;
            case AgentAction.RecordSync:
                _parts.Claim.Change(_parts.Join.Incarnation);
                return false;
            case AgentAction.RecordClosed:
                _parts.Claim.Change(syncWith: null, _parts.Order.Reason);
                _parts.Order.Drop();
                return false;
            case AgentAction.CloseOrder:
                _parts.Order.Drop();
                return false;
            default:
                if (isFirstCommand)
                    _parts.Commands.Drop();
                _work.Add(action);
                return true;
        }
    }

    private long NextWakeMs()
    {
        var next = Math.Min(_reporter.NextWakeMs, _parts.Requests.NextObserveMs);
        next = Math.Min(next, _parts.Lease.NextWakeMs(State) ?? next);
        next = Math.Min(next, _parts.Timer.NextWakeMs(State) ?? next);
        return Math.Max(next, Now.NowMs + 1);
    }
}
