namespace CloudApp.Tests.Failover.Simulation;

/// <summary>
/// One mysqld: a binary log, what is committed of it, what has been received and not yet applied. With semi-sync on,
/// a transaction is in the binary log first and is committed (visible, acknowledged) when the replica has it.
/// </summary>
internal sealed partial class ModelServer(World world, int host, Ledger ledger)
{
    private readonly List<int> _binlog = [];
    private readonly List<int> _relay = [];
    private readonly Dictionary<int, Waiter> _waiters = [];
    private TransactionSet _executed = new();
    private TransactionSet _received = new();
    private TransactionSet _retrieved = new();
    private TransactionSet? _purged;
    private TransactionSet? _executedCopy;
    private TransactionSet? _receivedCopy;
    private TransactionSet? _retrievedCopy;
    private int _committed;
    private int _relayHead;
    private int _sessions;
    private bool _applying;

    /// <summary>Who waits for a commit: the client's session, or the agent's own command.</summary>
    private sealed record Waiter(int Sessions, Action<bool>? Done);

    public int Host => host;

    public ModelServer Peer { get; set; } = null!;

    public bool Up { get; private set; }

    public bool Starting { get; private set; }

    public bool Paused { get; private set; }

    public long PausedAtUs { get; private set; }

    public int Run { get; private set; }

    public bool ReadOnly { get; private set; } = true;

    public bool Offline { get; private set; }

    public bool Empty { get; set; }

    /// <summary>Made here and never opened.</summary>
    public bool Fresh { get; set; }

    public bool DiskFull { get; set; }

    public bool SlowApply { get; set; }

    public TransactionSet Saved { get; } = new();

    public bool IsOpen => Up && !ReadOnly && !Offline;

    public bool HasPending => _committed < _binlog.Count;

    public bool Broken { get; private set; }

    public TransactionSet Executed => _executed;

    public TransactionSet Received => _received;

    /// <summary>By the receiver, since it was started; and whatever else was there when somebody looked.</summary>
    public TransactionSet OnceRetrieved { get; private set; } = new();

    public TransactionSet ExecutedCopy() => _executedCopy ??= _executed.Copy();

    public TransactionSet ReceivedCopy() => _receivedCopy ??= _received.Copy();

    public TransactionSet RetrievedCopy() => _retrievedCopy ??= _retrieved.Copy();

    /// <summary>Everything in the binary log, committed or not.</summary>
    public TransactionSet Logged()
    {
        var all = _executed.Copy();
        for (var i = _committed; i < _binlog.Count; i++)
            all.Add(_binlog[i]);
        return all;
    }

    public void Preload(int transactions)
    {
        for (var i = 0; i < transactions; i++)
        {
            _binlog.Add(i);
            _executed.Add(i);
            _received.Add(i);
        }

        _committed = _binlog.Count;
    }

    public void BeginStart()
    {
        var run = ++Run;
        Starting = true;
        EndedByItself = false;
        world.After(1_000L * world.Random.Between(80, 400), () =>
        {
            if (Run != run || !Starting)
                return;
            Starting = false;
            Up = true;
        });
    }

    /// <summary>SIGKILL or power loss. The binary log is on disk (sync_binlog=1) and recovery commits all of it.</summary>
    public void Crash()
    {
        if (!Up && !Starting)
            return;
        world.Note($"mysqld {host} dies");
        Run++;
        Up = Starting = Paused = Offline = UnlockedByHand = false;
        ReadOnly = true;
        StopReceiver();
        _applierOn = false;
        CloseSessions();
        AbandonWaiters();
        CommitUpTo(_binlog.Count);
        ForgetSemiSync();
        // relay_log_recovery: what was received and not applied is gone.
        _relay.Clear();
        _relayHead = 0;
        _received = _executed.Copy();
        OnceRetrieved = new TransactionSet();
        ForgetRetrieved();
        Touch();
    }

    public void Pause(bool paused)
    {
        if (paused && !Paused)
            PausedAtUs = world.NowUs;
        Paused = paused && (Up || Starting);
    }

    /// <summary>A client's transaction. False when it is refused at once; else it is in the log and its fate is open.</summary>
    public bool Submit(int id)
    {
        if (!IsOpen || Paused || DiskFull)
            return false;
        _waiters[id] = new Waiter(_sessions, null);
        Log(id);
        return true;
    }

    /// <summary>The agent's own commit: its session survives offline_mode.</summary>
    public void Commit(Action<bool> done)
    {
        if (!Up || ReadOnly)
        {
            done(false);
            return;
        }

        if (DiskFull)
            return;
        var id = ledger.New(isClient: false);
        _waiters[id] = new Waiter(-1, done);
        Log(id);
    }

    private void Log(int id)
    {
        _binlog.Add(id);
        _received.Add(id);
        _receivedCopy = null;
        if (!CommitsWait)
            CommitUpTo(_binlog.Count);
        Peer.Pump();
    }

    private void CommitUpTo(int end)
    {
        for (; _committed < end; _committed++)
        {
            var id = _binlog[_committed];
            _executed.Add(id);
            _executedCopy = null;
            if (!_waiters.Remove(id, out var waiter))
                continue;
            if (waiter.Done is { } done)
                done(true);
            else if (waiter.Sessions == _sessions)
                ledger.Acknowledge(id, this);
        }
    }

    private void AbandonWaiters()
    {
        List<Action<bool>> commands = [];
        foreach (var waiter in _waiters.Values)
        {
            if (waiter.Done is { } done)
                commands.Add(done);
        }

        _waiters.Clear();
        foreach (var done in commands)
            done(false);
    }

    private void CloseSessions() => _sessions++;

    private void Touch()
    {
        _executedCopy = null;
        _receivedCopy = null;
    }
}
