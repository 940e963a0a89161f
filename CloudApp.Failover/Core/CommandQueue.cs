namespace CloudApp.Failover.Core;

/// <summary>The database commands of the last transition: one runs, the others wait for it to succeed.</summary>
internal sealed class CommandQueue
{
    private readonly Queue<AgentAction> _waiting = new();
    private DatabaseCommand? _running;
    private long _lastId;

    public CommandProgress Progress { get; private set; }

    public AgentAction? Running => _running?.Action;

    /// <summary>Heartbeats are numbered with the others.</summary>
    public long NextId() => ++_lastId;

    /// <summary>Forgets what waits and what runs: the outcome of the latter no longer counts.</summary>
    public void Drop()
    {
        _waiting.Clear();
        _running = null;
        Progress = CommandProgress.Idle;
    }

    public void Add(AgentAction action) => _waiting.Enqueue(action);

    /// <summary>Takes the next action when none runs. It runs from <see cref="Start"/> on.</summary>
    public bool TryTakeNext(out AgentAction action)
    {
        action = default;
        return _running is null && _waiting.TryDequeue(out action);
    }

    public void Start(DatabaseCommand command)
    {
        _running = command;
        Progress = CommandProgress.Running;
    }

    /// <summary>False when the command was given up before.</summary>
    public bool TryFinish(CommandFinished finished, out AgentAction action)
    {
        action = default;
        if (_running is null || finished.Id != _running.Id)
            return false;
        action = _running.Action;
        _running = null;
        Progress = finished.Succeeded ? CommandProgress.Done : CommandProgress.Failed;
        if (!finished.Succeeded)
            _waiting.Clear();
        return true;
    }
}
