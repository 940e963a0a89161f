namespace CloudApp.Tests.Failover.Simulation;

/// <summary>What the agent's commands do to the server. The caller has checked that it is up and answers.</summary>
internal sealed partial class ModelServer
{
    public void FenceNow()
    {
        Offline = true;
        CloseSessions();
    }

    /// <summary>STOP REPLICA IO_THREAD; START REPLICA SQL_THREAD: the applier tries once more.</summary>
    public void BeginFinishing()
    {
        if (_receiverOn && Broken)
        {
            Broken = false;
            _applierOn = true;
            Apply();
        }
        StopReceiver();
    }

    public void Open(bool semiSync)
    {
        StopReceiver();
        _applierOn = false;
        SetSemiSync(semiSync);
        ReadOnly = UnlockedByHand = Fresh = Unappliable = Broken = false;
        Offline = false;
        ledger.Opened(this);
    }

    public void CloseWrites()
    {
        ReadOnly = true;
        UnlockedByHand = false;
    }

    public void EndSessions() => CloseSessions();

    public void Follow(bool keepReceived) => StartReplication(keepReceived);

    public void Save(TransactionSet? primary)
    {
        _ = primary;
        CloseWrites();
        Saved.AddAll(Logged());
    }

    /// <summary>The old data is removed first, as MySQL's CLONE does.</summary>
    public void BeginClone()
    {
        StopReceiver();
        Fresh = false;
        ledger.CheckDropped(this);
        _binlog.Clear();
        _relay.Clear();
        _relayHead = 0;
        _committed = 0;
        _executed = new TransactionSet();
        _received = new TransactionSet();
        ForgetRetrieved();
        _purged = null;
        Empty = true;
        Touch();
    }

    public void EndClone(ModelServer donor)
    {
        _executed = donor._executed.Copy();
        _received = donor._executed.Copy();
        _purged = donor._executed.Copy();
        Empty = false;
        ReadOnly = true;
        Offline = false;
        Broken = Unappliable = false;
        Run++;
        Touch();
    }
}
