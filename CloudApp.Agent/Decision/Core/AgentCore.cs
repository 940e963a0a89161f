namespace CloudApp.Agent.Decision;

/// <summary>
/// One database agent without its edges: facts go in, requests come out, time is an argument. The real runner and the
/// simulation drive exactly this. Not thread-safe; one step at a time.
/// </summary>
public sealed partial class AgentCore
{
    /// <summary>A chain of decisions in one step is never longer: more would be a loop in the table.</summary>
    private const int DecisionsPerStepMax = 8;

    private readonly AgentIdentity _self;
    private readonly AgentTimings _timings;
    private readonly DecisionTable _table;
    private readonly AgentOutput _output = new();

    private long _nowMs;
    private long _enteredMs;
    private long _limitFromMs;
    private OperatorView _order;
    private string _orderReason = "";
    private long _orderMs;

    public AgentCore(AgentIdentity self, AgentTimings timings, DecisionTable? table = null)
    {
        _self = self;
        _timings = timings;
        _table = table ?? DecisionTable.Standard;
    }

    public AgentState State { get; private set; } = AgentState.Boot;

    /// <summary>Why the state is what it is, in words.</summary>
    public string Reason { get; private set; } = "the agent has just started";

    /// <summary>The epoch that this server claimed, 0 while it has claimed none.</summary>
    public long ClaimedEpoch { get; private set; }

    public ClusterRecord? Record => _view?.Record;

    public AgentOutput Step(long nowMs, AgentInput input)
    {
        if (_nowMs == 0)
            _enteredMs = _limitFromMs = nowMs;
        _nowMs = nowMs;
        _output.Clear();
        Take(input);
        if (_order != OperatorView.None && _nowMs - _orderMs > _timings.OrderMs)
            _order = OperatorView.None;
        Decide();
        RenewAndObserve();
        SendWanted();
        ReportWhenDue();
        _output.WatchdogDeadlineMs = WatchdogDeadline();
        _output.NextWakeMs = NextWake();
        return _output;
    }

    private void Take(AgentInput input)
    {
        switch (input)
        {
            case DatabaseObserved observed:
                TakeFacts(observed.Facts);
                break;
            case CommandFinished finished:
                TakeFinished(finished);
                break;
            case PeerReported reported:
                TakeReport(reported.Report);
                break;
            case ArbiterReplied replied:
                TakeReply(replied.Reply);
                break;
            case ArbiterSaw saw:
                TakeView(saw.View, _nowMs);
                break;
            case OperatorAsked asked:
                _order = asked.What;
                _orderReason = asked.Reason;
                _orderMs = _nowMs;
                break;
        }
    }

    private void Decide()
    {
        for (var i = 0; i < DecisionsPerStepMax; i++)
        {
            var observation = Observe();
            var row = _table.Decide(State, observation);
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
        if (!moves && IsUnderWay(row))
            return false;

        if (moves)
        {
            State = row.Next!.Value;
            _enteredMs = _limitFromMs = _nowMs;
            OnEntered(from);
        }

        var commands = false;
        foreach (var action in row.Actions)
            commands |= Perform(action, isFirstCommand: !commands);
        if (!commands && moves)
            DropWork();
        if (moves || !string.Equals(Reason, row.Reason, StringComparison.Ordinal))
            _output.Transitions.Add(new TransitionTaken(_nowMs, from, State, row.Reason, SeenEpoch));
        Reason = row.Reason;
        _reportNow |= moves;
        return true;
    }

    private void OnEntered(AgentState from)
    {
        if (!State.HoldsLease() && State != AgentState.Fencing)
            ClaimedEpoch = 0;
        _handsOver = from == AgentState.HandingOver && State == AgentState.Fenced;
        if (State is not (AgentState.Claiming or AgentState.PrimaryPledging or AgentState.PrimaryParting))
            _wanted = null;
        if (State.IsWritable())
        {
            DropIncarnation();
            _lastAckMs = _nowMs;
            if (from == AgentState.Claiming)
                _order = OperatorView.None;
        }

        _differsSinceMs = Never;
    }

    private bool IsUnderWay(Transition row)
    {
        foreach (var action in row.Actions)
        {
            var underWay = action switch
            {
                AgentAction.TryAcquire or AgentAction.ForceAcquire => !CanTryAcquire,
                AgentAction.KillServer => _running is { Verb: DatabaseVerb.KillServer },
                AgentAction.ReleaseLease => _owner is null,
                _ => false,
            };
            if (!underWay)
                return false;
        }

        return true;
    }
}
