
namespace CloudApp.Agent.MySql;

/// <summary>Where the other server is.</summary>
internal sealed record PeerServer(string Host, int Port);

/// <summary>
/// Everything that can be done to one MySQL server. It decides nothing. Every call is bounded in time; a call
/// that could not be done throws <see cref="DatabaseServerException"/>.
/// </summary>
internal interface IDatabaseServer
{
    /// <summary>Completes when the current process ends; already completed when there is none.</summary>
    Task ProcessExited { get; }

    /// <summary>Initialises an empty data directory, starts mysqld (fenced) and waits until it answers.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Shuts down cleanly within a time limit, then sends SIGKILL.</summary>
    Task StopAsync(CancellationToken cancellationToken);

    /// <summary>SIGKILL.</summary>
    void Kill();

    /// <summary>Never throws for a server that does not answer: the snapshot says so.</summary>
    Task<ServerSnapshot> ObserveAsync(CancellationToken cancellationToken);

    /// <summary>No application session survives this, and no new one gets in: offline_mode within the deadline, or SIGKILL.</summary>
    Task FenceAsync(TimeSpan deadline);

    /// <summary>Starts mysqld (fenced) without waiting for its answer.</summary>
    Task LaunchAsync(CancellationToken cancellationToken);

    /// <summary>SIGKILL, and waits until the process has been reaped.</summary>
    Task KillAsync();

    /// <summary>Stops receiving and applies all that was received. Returns gtid_executed.</summary>
    Task<GtidSet> FinishApplyingAsync(TimeSpan applyLimit, CancellationToken cancellationToken);

    /// <summary>Resumes replication from what was received, if this peer is the source already; otherwise as <see cref="FollowAsync"/>.</summary>
    Task FollowOnAsync(PeerServer peer, CancellationToken cancellationToken);

    /// <summary>Commits one row. Under semi-sync, that it returns proves that the other server acknowledges.</summary>
    Task HeartbeatAsync(CancellationToken cancellationToken);

    Task<GtidSet> ReadExecutedAsync(CancellationToken cancellationToken);

    /// <summary>Applies everything received, detaches from the source, and opens for writes.</summary>
    /// <param name="semiSync">Whether commits wait for the other server.</param>
    /// <param name="applyLimit">How long what was received may take to apply.</param>
    Task OpenAsPrimaryAsync(bool semiSync, TimeSpan applyLimit, CancellationToken cancellationToken);

    /// <summary>super_read_only on; nothing else changes.</summary>
    Task SetReadOnlyAsync(CancellationToken cancellationToken);

    /// <summary>Opens for reads only.</summary>
    Task OpenAsReplicaAsync(CancellationToken cancellationToken);

    /// <summary>Stays read-only and replicates from the peer, over TLS, by GTID.</summary>
    Task FollowAsync(PeerServer peer, CancellationToken cancellationToken);

    Task StopFollowingAsync(CancellationToken cancellationToken);

    Task SetSemiSyncSourceAsync(bool enabled, CancellationToken cancellationToken);

    /// <summary>super_read_only on, application sessions ended; commits that wait for the replica get time to finish.</summary>
    Task DrainApplicationSessionsAsync(TimeSpan limit, CancellationToken cancellationToken);

    /// <summary>Copies binary logs and a readable file of the transactions aside; returns the directory.</summary>
    Task<string> SaveExtraAsync(GtidSet extra, CancellationToken cancellationToken);

    /// <summary>Replaces all data with a copy of the donor's. mysqld exits afterwards and has to be started again.</summary>
    Task CloneFromAsync(PeerServer donor, CancellationToken cancellationToken);
}
