using CloudApp.Agent.Children;
using CloudApp.Agent.Gtid;
using CloudApp.Agent.Settings;

namespace CloudApp.Agent.MySql;

/// <summary>The real MySQL server behind <see cref="IDatabaseServer"/>.</summary>
public sealed partial class DatabaseServer : IDatabaseServer, IDisposable
{
    private readonly AgentSettings _settings;
    private readonly ServerChild _child;
    private readonly ExtraTransactions _extra;
    private readonly TimeProvider _time;
    private readonly ILogger<DatabaseServer> _logger;
    private readonly TlsFiles _tls;

    // Four connections, so that neither a look nor the fence ever waits behind a long statement.
    private readonly SqlChannel _observe;
    private readonly SqlChannel _command;
    private readonly SqlChannel _fence;
    private readonly SqlChannel _beat;
    private int _answeredStart;
    private int _switching;

    public DatabaseServer(AgentSettings settings, ServerChild child, ExtraTransactions extra, TimeProvider time, ILogger<DatabaseServer> logger)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (_settings, _child, _extra, _time, _logger) = (settings, child, extra, time, logger);
        _tls = TlsFiles.Write(settings.Paths, settings.Secrets);
        SqlChannel Channel() => new(settings.Paths.Socket, Accounts.Agent, settings.Secrets.AdminPassword, time);
        (_observe, _command, _fence, _beat) = (Channel(), Channel(), Channel(), Channel());
        Heartbeat = new HeartbeatWriter(_beat, time);
    }

    public HeartbeatWriter Heartbeat { get; }

    private SqlChannel[] Channels => [_observe, _command, _fence, _beat];

    public Task ProcessExited => _child.Exited;

    public Task LaunchAsync(CancellationToken cancellation) => LaunchChildAsync(cancellation);

    public async Task KillAsync()
    {
        Heartbeat.Enable(wanted: false);
        Kill();
        await _child.Exited;
    }

    public Task<GtidSet> FinishApplyingAsync(TimeSpan applyLimit, CancellationToken cancellation) =>
        RunAsync("finish applying", applyLimit + Limits.Statement, async (connection, token) =>
        {
            await ReplicationStatements.FinishApplyingAsync(connection, applyLimit, token);
            return await ReplicationStatements.ReadExecutedAsync(connection, token);
        }, cancellation);

    public Task FollowOnAsync(PeerServer peer, CancellationToken cancellation) =>
        FollowAsync(peer, ReplicationStatements.FollowOnAsync, cancellation);

    public Task FollowAsync(PeerServer peer, CancellationToken cancellation) =>
        FollowAsync(peer, ReplicationStatements.FollowAsync, cancellation);

    public Task HeartbeatAsync(CancellationToken cancellation) => Heartbeat.CommitAsync(cancellation);

    public Task<GtidSet> ReadExecutedAsync(CancellationToken cancellation) =>
        RunAsync("read gtid_executed", Limits.Statement, ReplicationStatements.ReadExecutedAsync, cancellation);

    public async Task StartAsync(CancellationToken cancellation)
    {
        var child = await LaunchChildAsync(cancellation);
        var began = _time.GetTimestamp();
        while (_time.GetElapsedTime(began) < Limits.Start)
        {
            if (!child.IsRunning)
                throw new DatabaseServerException($"mysqld ended while it started (exit code {await child.Exited}): its own messages above say why.");
            if ((await ObserveAsync(cancellation)).IsRunning)
            {
                Ready(_logger, child.Id, _time.GetElapsedTime(began).TotalMilliseconds);
                return;
            }
            await Task.Delay(Limits.StartPoll, _time, cancellation);
        }
        throw new DatabaseServerException($"mysqld did not answer within {Limits.Start.TotalMinutes:0} minutes.");
    }

    public async Task StopAsync(CancellationToken cancellation)
    {
        Heartbeat.Enable(wanted: false);
        if (_child.Current is { } child)
            await child.StopAsync(Limits.Stop, _time);
    }

    public void Kill() => _child.Current?.Kill();

    public async Task<ServerSnapshot> ObserveAsync(CancellationToken cancellation)
    {
        var child = _child.Current;
        if (child is null)
            return ServerSnapshot.None with { StartNumber = _child.StartNumber };
        var start = _child.StartNumber;
        ServerSnapshot snapshot;
        try
        {
            snapshot = await _observe.RunAsync("observe", Limits.Observe, SnapshotReader.ReadAsync, cancellation);
            Volatile.Write(ref _answeredStart, start);
        }
        catch (DatabaseServerException failure)
        {
            snapshot = new ServerSnapshot(Volatile.Read(ref _answeredStart) == start ? ServerProcess.NotAnswering : ServerProcess.Starting)
            {
                Problem = failure.Message,
                IsBusy = Volatile.Read(ref _switching) > 0,
            };
        }
        return snapshot with
        {
            ProcessId = child.Id,
            Uptime = _time.GetElapsedTime(child.StartedTimestamp),
            StartNumber = start,
            HeartbeatAge = Heartbeat.Age,
            DiskFreeBytes = new DriveInfo(_settings.Paths.StateDirectory).AvailableFreeSpace,
        };
    }

    public async Task FenceAsync(TimeSpan deadline)
    {
        Heartbeat.Enable(wanted: false);
        if (_child.Current is not { } child)
            return;
        try
        {
            await _fence.ExecuteAsync("fence", "SET GLOBAL offline_mode = ON", deadline, CancellationToken.None);
            Fenced(_logger, child.Id);
        }
        catch (DatabaseServerException failure)
        {
            child.Kill();
            FencedByKill(_logger, child.Id, failure.Message);
        }
    }

    public async Task OpenAsPrimaryAsync(bool semiSync, TimeSpan applyLimit, CancellationToken cancellation)
    {
        await RunAsync("open as primary", applyLimit + Limits.Statement, async (connection, token) =>
        {
            await ReplicationStatements.OpenAsPrimaryAsync(connection, semiSync, applyLimit, token);
            return true;
        }, cancellation);
        Heartbeat.Enable(wanted: true);
    }

    public Task OpenAsReplicaAsync(CancellationToken cancellation) =>
        ExecuteAsync("open as replica", "SET GLOBAL super_read_only = ON; SET GLOBAL offline_mode = OFF", Limits.Statement, cancellation);

    public Task StopFollowingAsync(CancellationToken cancellation) =>
        ExecuteAsync("stop following", "STOP REPLICA", Limits.Statement, cancellation);

    public async Task SetSemiSyncSourceAsync(bool enabled, CancellationToken cancellation)
    {
        // Switching off holds a lock that every look at a variable needs: this server is busy, not hung.
        Interlocked.Increment(ref _switching);
        try
        {
            await ExecuteAsync("semi-sync", $"SET GLOBAL rpl_semi_sync_source_enabled = {(enabled ? "ON" : "OFF")}", Limits.SemiSync, cancellation);
        }
        finally
        {
            Interlocked.Decrement(ref _switching);
        }
    }

    public async Task DrainApplicationSessionsAsync(TimeSpan limit, CancellationToken cancellation)
    {
        Heartbeat.Enable(wanted: false);
        var closing = ExecuteAsync("drain", "SET GLOBAL super_read_only = ON", limit, cancellation);
        if (await Task.WhenAny(closing, Task.Delay(Limits.SlowClose, _time, CancellationToken.None)) != closing)
            await TellWhatHoldsUpAsync(cancellation);
        await closing;
        await RunAsync("drain", limit, ReplicationStatements.EndApplicationSessionsAsync, cancellation);
    }

    /// <summary>For the log: which sessions closing has to wait for.</summary>
    private async Task TellWhatHoldsUpAsync(CancellationToken cancellation)
    {
        try
        {
            SlowClose(_logger, Limits.SlowClose.TotalMilliseconds, await _fence.RunAsync("look at the sessions", Limits.Observe, ReplicationStatements.BusySessionsAsync, cancellation));
        }
        catch (DatabaseServerException failure)
        {
            SlowClose(_logger, Limits.SlowClose.TotalMilliseconds, failure.Message);
        }
    }

    public async Task<string> SaveExtraAsync(GtidSet extra, CancellationToken cancellation)
    {
        // So that the file in use ends on a whole transaction.
        await ExecuteAsync("rotate", "FLUSH LOCAL BINARY LOGS", Limits.Statement, cancellation);
        return await _extra.SaveAsync(extra, cancellation);
    }

    public async Task CloneFromAsync(PeerServer donor, CancellationToken cancellation)
    {
        Heartbeat.Enable(wanted: false);
        var exited = _child.Exited;
        DatabaseServerException? failure = null;
        try
        {
            await RunAsync($"clone from {donor.Host}:{donor.Port}", Limits.Clone, async (connection, token) =>
            {
                await ReplicationStatements.CloneAsync(connection, donor, _settings.Secrets.ReplicationPassword, token);
                return true;
            }, cancellation);
        }
        catch (DatabaseServerException broken)
        {
            failure = broken;
        }
        // mysqld ends itself after a clone, sometimes before it has answered.
        if (await Task.WhenAny(exited, Task.Delay(Limits.EndAfterClone, _time, cancellation)) != exited)
            throw failure ?? new DatabaseServerException($"mysqld did not end within {Limits.EndAfterClone.TotalSeconds:0} s after the clone.");
        cancellation.ThrowIfCancellationRequested();
    }

    private async Task FollowAsync(
        PeerServer peer, Func<MySqlConnector.MySqlConnection, PeerServer, string, string, CancellationToken, Task> follow, CancellationToken cancellation)
    {
        Heartbeat.Enable(wanted: false);
        await RunAsync($"follow {peer.Host}:{peer.Port}", Limits.Statement, async (connection, token) =>
        {
            await follow(connection, peer, _settings.Secrets.ReplicationPassword, _tls.CaCertificate, token);
            return true;
        }, cancellation);
        // After the start, not before: it takes up to a second, and the new primary's commits already wait for this server.
        // Until then what is received is acknowledged, but not applied.
        await SetSemiSyncSourceAsync(enabled: false, cancellation);
    }

    private async Task<Children.ChildProcess> LaunchChildAsync(CancellationToken cancellation)
    {
        Heartbeat.Enable(wanted: false);
        var child = await _child.StartAsync(_tls, cancellation);
        foreach (var channel in Channels)
            channel.Reset();
        return child;
    }

    /// <summary>A role command. A statement of an earlier one that was given up may still hang in the server: it is ended first.</summary>
    private async Task<T> RunAsync<T>(string what, TimeSpan limit, Func<MySqlConnector.MySqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        if (_command.TakeAbandoned() is { } session)
            await _fence.RunAsync("end a statement", Limits.Statement, (connection, token) => ReplicationStatements.EndAsync(connection, session, token), cancellation);
        return await _command.RunAsync(what, limit, work, cancellation);
    }

    private Task<int> ExecuteAsync(string what, string sql, TimeSpan limit, CancellationToken cancellation) =>
        RunAsync(what, limit, (connection, token) => ReplicationStatements.RunAsync(connection, sql, token), cancellation);

    public void Dispose()
    {
        foreach (var channel in Channels)
            channel.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "mysqld (process {ProcessId}) answers after {Milliseconds:0} ms")]
    private static partial void Ready(ILogger logger, int processId, double milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Closing writes takes more than {Milliseconds:0} ms; sessions at work: {Sessions}")]
    private static partial void SlowClose(ILogger logger, double milliseconds, string sessions);

    [LoggerMessage(Level = LogLevel.Information, Message = "mysqld (process {ProcessId}) is fenced: offline")]
    private static partial void Fenced(ILogger logger, int processId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "mysqld (process {ProcessId}) could not be fenced and was killed: {Why}")]
    private static partial void FencedByKill(ILogger logger, int processId, string why);
}
