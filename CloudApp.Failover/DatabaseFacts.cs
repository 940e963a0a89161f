namespace CloudApp.Failover;

/// <summary>What mysqld looks like from outside.</summary>
public enum ServerCondition : byte
{
    Down,
    Starting,
    Up,

    /// <summary>The process lives but has not answered within <see cref="AgentTimings.HungMs"/>.</summary>
    Hung,
}

/// <summary>The settings and counters of semi-synchronous replication on the source's side.</summary>
/// <param name="Enabled">rpl_semi_sync_source_enabled.</param>
/// <param name="On">Rpl_semi_sync_source_status: commits do wait now.</param>
/// <param name="Clients">Rpl_semi_sync_source_clients. A replica in a network hole still counts.</param>
/// <param name="LongTimeout">The time-out is the configured maximum, so that no commit ever falls back by itself.</param>
/// <param name="Altered">The wait point, the number of acknowledgements or what happens without a replica is not as configured.</param>
/// <param name="OffCount">
/// Rpl_semi_sync_source_no_times: how often it has switched itself off or was switched off. It tells of an interruption between two looks.
/// </param>
public readonly record struct SemiSyncFacts(bool Enabled, bool On, int Clients, bool LongTimeout, bool Altered = false, long OffCount = 0)
{
    /// <summary>No commit is acknowledged without the partner, now and for as long as nobody changes a setting.</summary>
    public bool CommitsWait => Enabled && On && LongTimeout && !Altered;
}

/// <summary>
/// One observation of the local mysqld. All of it is sampled after <paramref name="SampledAtMs"/>.
/// </summary>
/// <param name="SampledAtMs">
/// The agent's monotonic clock when the sampling began. The core drops facts that are older than its last finished command.
/// </param>
/// <param name="Empty">
/// Not the pair's data: freshly initialised, or a clone that did not finish. The mark that ends this is written before
/// the first claim: written after it, a crash in between would leave a record whose primary counts as empty for ever.
/// </param>
/// <param name="Writable">read_only, super_read_only and offline_mode are all off.</param>
/// <param name="DiskFull">Less free space on the data disk than commits need.</param>
/// <param name="ReceiverOn">The receiver thread is connected to the source that the last Follow named.</param>
/// <param name="ReplicationBroken">The receiver or applier has stopped with an error that a retry does not cure.</param>
/// <param name="Executed">gtid_executed; null unless the server is up.</param>
/// <param name="Received">gtid_executed together with what is in the relay log; null unless the server is up.</param>
/// <param name="EndedByItself">
/// mysqld has ended, or is ending, neither on the agent's order nor by a signal that leaves it no time: a shutdown lets go
/// what waits for the partner, as acknowledged.
/// </param>
/// <param name="Unprotected">super_read_only is off: accounts with special rights may write, whatever the other settings are.</param>
/// <param name="Fresh">Initialised here and never opened: <paramref name="Empty"/> ends before the first record is made, this after it.</param>
/// <param name="Unappliable">The applier has stopped with an error: what is in the relay log is here, and cannot become visible.</param>
/// <param name="Retrieved">
/// What the receiver has written since replication was set up, applied or not; null without a source. It only grows, unless the
/// relay log is dropped, also by somebody else: then it begins anew.
/// </param>
/// <param name="RestoredFor">The closing (<see cref="ClusterRecord.Closed"/>) for which a restore into this data is complete.</param>
public sealed record DatabaseFacts(
    long SampledAtMs,
    ServerCondition Server,
    bool Empty = false,
    bool Writable = false,
    bool DiskFull = false,
    bool ReceiverOn = false,
    bool ReplicationBroken = false,
    IGtidPosition? Executed = null,
    IGtidPosition? Received = null,
    SemiSyncFacts SemiSync = default,
    string? RestoredFor = null,
    bool EndedByItself = false,
    bool Unprotected = false,
    bool Fresh = false,
    bool Unappliable = false,
    IGtidPosition? Retrieved = null);
