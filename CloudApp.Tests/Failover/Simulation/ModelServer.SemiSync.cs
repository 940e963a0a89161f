namespace CloudApp.Tests.Failover.Simulation;

/// <summary>Semi-synchronous replication on the source's side, and what somebody may do to it by hand.</summary>
internal sealed partial class ModelServer
{
    /// <summary>Enabled.</summary>
    public bool SemiSync { get; private set; }

    /// <summary>Enabled and off: commits do not wait.</summary>
    public bool FellBack { get; private set; }

    public bool LongTimeout { get; private set; } = true;

    public int OffCount { get; private set; }

    /// <summary>Since when commits are acknowledged alone although the agent has switched semi-sync on; null when they wait.</summary>
    public long? AloneSinceUs { get; private set; }

    private bool CommitsWait => SemiSync && !FellBack;

    public void SetSemiSync(bool on)
    {
        if (CommitsWait && !on)
            OffCount++;
        if (on != SemiSync)
            (FellBack, AloneSinceUs) = (false, null);
        LongTimeout |= on;
        SemiSync = on;
        if (!CommitsWait)
            CommitUpTo(_binlog.Count);
    }

    /// <summary>Somebody lowers the time-out: the next commit that waits falls back, unless the agent was quicker.</summary>
    public void LowerTimeout(long fallsBackAfterUs)
    {
        if (!CommitsWait)
            return;
        LongTimeout = false;
        var run = Run;
        world.After(fallsBackAfterUs, () =>
        {
            if (run == Run && !LongTimeout)
                FallBack();
        });
    }

    /// <summary>Semi-sync is off while it is enabled: what waits is released, and nothing waits any more.</summary>
    public void FallBack()
    {
        if (!CommitsWait)
            return;
        FellBack = true;
        OffCount++;
        AloneSinceUs ??= world.NowUs;
        CommitUpTo(_binlog.Count);
    }

    /// <summary>Off and on by hand, or on again by itself when the replica has caught up.</summary>
    public void Resume() => FellBack = false;

    /// <summary>It was shut down by somebody, and not started again yet.</summary>
    public bool EndedByItself { get; private set; }

    /// <summary>SIGTERM by somebody: what waits is let go as acknowledged, then it ends.</summary>
    public void ShutDown()
    {
        if (!Up || Paused)
            return;
        world.Note($"mysqld {host} is shut down");
        AloneSinceUs ??= world.NowUs;
        CommitUpTo(_binlog.Count);
        Crash();
        EndedByItself = true;
    }

    private void ForgetSemiSync()
    {
        SemiSync = FellBack = false;
        LongTimeout = true;
        OffCount = 0;
        AloneSinceUs = null;
    }
}
