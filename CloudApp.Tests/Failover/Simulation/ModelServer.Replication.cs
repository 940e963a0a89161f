namespace CloudApp.Tests.Failover.Simulation;

/// <summary>The receiver and the applier of a replica, and the acknowledgements it sends.</summary>
internal sealed partial class ModelServer
{
    private bool _receiverOn;
    private bool _applierOn;
    private bool _pumping;
    private bool _stoppedByHand;
    private int _stream;
    private int _cursor;
    private int _sourceRun = -1;

    public bool Attached => _receiverOn && _sourceRun == Peer.Run && Peer.Up;

    public bool RelayIsEmpty => _relayHead == _relay.Count;

    private bool Reachable => Up && !Paused && Peer.Up && !Peer.Paused
        && world.Linked(host, Peer.Host) && world.Linked(Peer.Host, host);

    /// <summary>Something is in the source's log, or might be: fetch it soon.</summary>
    public void Pump()
    {
        if (!_receiverOn || _pumping)
            return;
        PumpAfter(world.Random.Between(150, 700));
    }

    private void PumpAfter(long delayUs)
    {
        _pumping = true;
        var stream = _stream;
        world.After(delayUs, () =>
        {
            if (stream != _stream)
                return;
            _pumping = false;
            if (Reachable)
                Fetch();
            else
                PumpAfter(40_000);
        });
    }

    private void Fetch()
    {
        if (_sourceRun != Peer.Run)
        {
            _sourceRun = Peer.Run;
            _cursor = 0;
        }

        if (Peer._purged is { } purged && !_received.Contains(purged))
        {
            // The source no longer has what this replica lacks: error 1236.
            Broken = true;
            StopReceiver();
            return;
        }

        var more = false;
        for (; _cursor < Peer._binlog.Count; _cursor++)
        {
            var id = Peer._binlog[_cursor];
            more = true;
            if (_received.Has(id))
                continue;
            _received.Add(id);
            _retrieved.Add(id);
            _relay.Add(id);
        }

        if (more)
        {
            _receivedCopy = _retrievedCopy = null;
            SendAck(Peer.Run, _cursor, world.Random.Between(150, 700));
            Apply();
        }
    }

    private void SendAck(int sourceRun, int upTo, long delayUs)
    {
        var stream = _stream;
        world.After(delayUs, () =>
        {
            if (Peer.Run != sourceRun || !Peer.Up)
                return;
            // TCP sends it again until the connection ends.
            if (Peer.Paused || !world.Linked(host, Peer.Host))
            {
                if (stream == _stream)
                    SendAck(sourceRun, upTo, 40_000);
            }
            else if (Peer.SemiSync)
            {
                Peer.CommitUpTo(Math.Max(upTo, Peer._committed));
                if (upTo == Peer._binlog.Count)
                    Peer.Resume();
            }
        });
    }

    private void Apply()
    {
        if (_applying || !_applierOn || RelayIsEmpty)
            return;
        _applying = true;
        var run = Run;
        world.After(Paused ? 20_000 : SlowApply ? world.Random.Between(20_000, 120_000) : 800, () =>
        {
            _applying = false;
            if (run != Run || !_applierOn || Paused)
            {
                if (run == Run && Paused)
                    Apply();
                return;
            }

            if (Unappliable)
            {
                // The receiver goes on, and what it receives is acknowledged.
                world.Note($"the applier of {host} stops with an error");
                Broken = true;
                _applierOn = false;
                return;
            }

            for (var batch = SlowApply ? 1 : int.MaxValue; batch > 0 && !RelayIsEmpty; batch--)
                _binlog.Add(_relay[_relayHead++]);
            CommitUpTo(_binlog.Count);
            Apply();
        });
    }

    /// <summary>Something in the relay log cannot be applied, however often it is tried; a copy of the primary does not have it.</summary>
    public bool Unappliable { get; private set; }

    public void BreakApplier() => Unappliable = Up && ReadOnly && (_receiverOn || !RelayIsEmpty);

    /// <summary>STOP REPLICA, CHANGE REPLICATION SOURCE and START, by somebody: what was received and not applied is gone.</summary>
    public void DropReceivedByHand(bool starts)
    {
        if (!Up || Paused || !_receiverOn)
            return;
        world.Note($"somebody drops the relay log of {host}, {_relay.Count - _relayHead} transactions");
        StopReceiver();
        ledger.DroppedByHand(_relay.Skip(_relayHead));
        DropReceived();
        _stoppedByHand = !starts;
        _receiverOn = starts;
        Pump();
    }

    private void ForgetRetrieved()
    {
        _retrieved = new TransactionSet();
        _receivedCopy = _retrievedCopy = null;
    }

    private void DropReceived()
    {
        _relay.Clear();
        _relayHead = 0;
        _received = _executed.Copy();
        ForgetRetrieved();
    }

    private void StopReceiver()
    {
        _receiverOn = _stoppedByHand = false;
        _pumping = false;
        _stream++;
        _sourceRun = -1;
    }

    /// <summary>STOP REPLICA IO_THREAD and START, by somebody. A replica that was told to follow anew meanwhile follows.</summary>
    public void StopReceiverByHand(bool stopped)
    {
        if (stopped && _receiverOn)
        {
            StopReceiver();
            _stoppedByHand = true;
        }
        else if (!stopped && _stoppedByHand && Up)
        {
            _stoppedByHand = false;
            _receiverOn = true;
            Pump();
        }
    }

    private void StartReplication(bool keepReceived)
    {
        StopReceiver();
        SetSemiSync(on: false);
        if (!keepReceived)
            DropReceived();

        Touch();
        CloseWrites();
        Offline = false;
        Broken = false;
        _receiverOn = true;
        _applierOn = true;
        Pump();
        Apply();
    }
}
