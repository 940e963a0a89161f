namespace CloudApp.Agent.Decision;

public sealed partial class AgentCore
{
    private const long Never = long.MinValue / 2;

    private readonly Queue<AgentAction> _queue = new();
    private DatabaseCommand? _running;
    private AgentAction _runningAction;
    private WorkView _work;
    private long _commandId;

    private DatabaseFacts _facts = new(Never, ServerView.Down);
    private long _factsNotBeforeMs = Never;

    private string? _incarnation;
    private int _incarnations;
    private long _history;
    private long _historyAtStart;
    private bool _closed;
    private string? _joining;
    private IGtidPosition? _barrier;
    private IGtidPosition? _applied;
    private IGtidPosition? _recent;
    private IGtidPosition? _older;
    private long _recentMs = Never;

    private long _heartbeatId;
    private long _heartbeatMs = Never;
    private long _lastAckMs = Never;
    private long _provenAckMs = Never;

    private void DropWork()
    {
        _queue.Clear();
        _running = null;
        _work = WorkView.Idle;
    }

    private void DropIncarnation()
    {
        _incarnation = null;
        _closed = false;
    }

    private void StartNext()
    {
        if (_running is not null || !_queue.TryDequeue(out var action))
            return;
        _runningAction = action;
        _running = new DatabaseCommand(++_commandId, VerbOf(action), KeepReceived: action == AgentAction.FollowOn)
        {
            Epoch = SeenEpoch,
            PrimaryPosition = action == AgentAction.SaveExtra ? _peer?.Executed : null,
        };
        _work = WorkView.Running;
        // As of the decision to follow: a restore that comes in between makes the incarnation outdated.
        _historyAtStart = RecordHistory;
        if (action is AgentAction.KillServer or AgentAction.StartServer)
            _factsNotBeforeMs = long.MaxValue;
        _output.DatabaseCommands.Add(_running);
    }

    private void TakeFinished(CommandFinished finished)
    {
        if (finished.Id == _heartbeatId)
        {
            _heartbeatId = 0;
            if (finished.Succeeded)
                _lastAckMs = _provenAckMs = _nowMs;
            return;
        }

        if (finished.Id != _running?.Id)
            return;
        _running = null;
        _factsNotBeforeMs = _nowMs;
        // What was known of the data before a clone says nothing about it after: wait for fresh facts.
        if (_runningAction == AgentAction.Clone)
            _facts = new DatabaseFacts(_nowMs, ServerView.Starting);
        if (finished.Succeeded)
        {
            TakeSuccess(finished);
        }
        else
        {
            _queue.Clear();
            _work = WorkView.Failed;
            _limitFromMs = _nowMs;
            return;
        }

        _work = WorkView.Done;
        _lastAckMs = _nowMs;
        StartNext();
    }

    private void TakeSuccess(CommandFinished finished)
    {
        switch (_runningAction)
        {
            case AgentAction.KillServer:
                _facts = new DatabaseFacts(_nowMs, ServerView.Down);
                break;
            case AgentAction.StartServer:
                _facts = new DatabaseFacts(_nowMs, ServerView.Starting);
                break;
            case AgentAction.Barrier:
                _barrier = finished.Position;
                break;
            case AgentAction.FinishApplying:
                _applied = finished.Position;
                _limitFromMs = _nowMs;
                break;
            case AgentAction.CloseForHandover:
                _applied = finished.Position;
                MintIncarnation();
                _closed = true;
                break;
            case AgentAction.Follow:
                MintIncarnation();
                break;
            case AgentAction.FollowOn:
                _closed = false;
                break;
        }

        _reportNow = true;
    }

    /// <summary>A new life as a follower: no promise made to an earlier one holds for it.</summary>
    private void MintIncarnation()
    {
        _incarnation = $"{_self.Site}/{_self.Run}/{++_incarnations}";
        _history = _historyAtStart;
        _closed = false;
    }

    private void TakeFacts(DatabaseFacts facts)
    {
        if (facts.SampledAtMs < _factsNotBeforeMs)
            return;
        _facts = facts;
        if (facts.Server is ServerView.Down or ServerView.Starting)
            DropIncarnation();
        if (facts.Executed is { } executed && _nowMs - _recentMs >= _timings.PeerSilentMs / 2)
        {
            _older = _recent;
            _recent = executed;
            _recentMs = _nowMs;
        }

        if (_peer is { State: AgentState.HandingOver })
            _reportNow = true;
    }

    /// <summary>One heartbeat at a time: an unanswered one is the evidence, more would only pile up sessions.</summary>
    private void BeatWhenDue()
    {
        var wanted = State is AgentState.PrimarySync or AgentState.PrimaryPledging && _work != WorkView.Running;
        if (!wanted)
            return;
        var hangs = _heartbeatId != 0 && _nowMs - _heartbeatMs < 2L * _timings.AcknowledgeMs;
        if (hangs || _nowMs - _heartbeatMs < _timings.HeartbeatMs)
            return;
        _heartbeatId = ++_commandId;
        _heartbeatMs = _nowMs;
        _output.DatabaseCommands.Add(new DatabaseCommand(_heartbeatId, DatabaseVerb.BarrierCommit, Heartbeat: true));
    }
}
