using CloudApp.Agent.Children;
using CloudApp.Agent.Settings;

namespace CloudApp.Agent.MySql;

/// <summary>The real MySQL server behind <see cref="IDatabaseServer"/>.</summary>
internal sealed partial class DatabaseServer : IDatabaseServer, IDisposable
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
        SqlChannel Channel() => new(settings.Paths.Socket, AccountNames.Agent, settings.Secrets.AdminPassword, time);
        (_observe, _command, _fence, _beat) = (Channel(), Channel(), Channel(), Channel());
        Heartbeat = new HeartbeatWriter(_beat, time);
    }

    public HeartbeatWriter Heartbeat { get; }

    private SqlChannel[] Channels => [_observe, _command, _fence, _beat];

    public Task ProcessExited => _child.Exited;

    public Task LaunchAsync(CancellationToken cancellationToken) => LaunchChildAsync(cancellationToken);

    public async Task KillAsync()
    {
        Heartbeat.Enable(wanted: false);
        Kill();
        await _child.Exited;
    }

    public Task<GtidSet> FinishApplyingAsync(TimeSpan applyLimit, CancellationToken cancellationToken) =>
        RunAsync("finish applying", applyLimit + Limits.Statement, async (connection, token) =>
        {
            await ReplicationStatements.FinishApplyingAsync(connection, applyLimit, token);
            return await ReplicationStatements.ReadExecutedAsync(connection, token);
        }, cancellationToken);

    public Task FollowOnAsync(PeerServer peer, CancellationToken cancellationToken) =>
        FollowAsync(peer, ReplicationStatements.FollowOnAsync, cancellationToken);

    public Task FollowAsync(PeerServer peer, CancellationToken cancellationToken) =>
        FollowAsync(peer, ReplicationStatements.FollowAsync, cancellationToken);

    public Task HeartbeatAsync(CancellationToken cancellationToken) => Heartbeat.CommitAsync(cancellationToken);

    public Task<GtidSet> ReadExecutedAsync(CancellationToken cancellationToken) =>
        RunAsync("read gtid_executed", Limits.Statement, ReplicationStatements.ReadExecutedAsync, cancellationToken);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var child = await LaunchChildAsync(cancellationToken);
        var began = _time.GetTimestamp();
        while (_time.GetElapsedTime(began) < Limits.Start)
        {
            if (!child.IsRunning)
                throw new DatabaseServerException($"mysqld ended while it started (exit code {await child.Exited}): its own messages above say why.");
            if ((await ObserveAsync(cancellationToken)).IsRunning)
            {
                Ready(_logger, child.Id, _time.GetElapsedTime(began).TotalMilliseconds);
                return;
            }
            await Task.Delay(Limits.StartPoll, _time, cancellationToken);
        }
        throw new DatabaseServerException($"mysqld did not answer within {Limits.Start.TotalMinutes:0} minutes.");
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Heartbeat.Enable(wanted: false);
        if (_child.Current is { } child)
            await child.StopAsync(Limits.Stop, _time);
    }

    public void Kill() => _child.Current?.Kill();

    public async Task<ServerSnapshot> ObserveAsync(CancellationToken cancellationToken)
    {
        var child = _child.Current;
        if (child is null)
            return ServerSnapshot.None with { StartNumber = _child.StartNumber, EndedByItself = HasEndedByItself(_child.StartNumber) };
        var start = _child.StartNumber;
        ServerSnapshot snapshot;
        try
        {
            snapshot = await _observe.RunAsync("observe", Limits.Observe, SnapshotReader.ReadAsync, cancellationToken);
            Volatile.Write(ref _answeredStart, start);
        }
        catch (DatabaseServerException failure)
        {
            snapshot = new ServerSnapshot(Volatile.Read(ref _answeredStart) == start ? ServerProcess.NotAnswering : ServerProcess.Starting)
            {
                Problem = failure.Message,
                IsBusy = Volatile.Read(ref _switching) > 0,
                EndedByItself = HasEndedByItself(start),
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

    /// <summary>A shutdown takes its socket away first; one that is killed or crashes leaves it, and ends by a signal.</summary>
    private bool HasEndedByItself(int start) => start > 0 && Volatile.Read(ref _answeredStart) == start
        && (_child.ExitCode < ChildProcess.FirstSignalCode || !File.Exists(_settings.Paths.Socket));

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

    public async Task OpenAsPrimaryAsync(bool semiSync, TimeSpan applyLimit, CancellationToken cancellationToken)
    {
        await RunAsync("open as primary", applyLimit + Limits.Statement, async (connection, token) =>
        {
            await ReplicationStatements.OpenAsPrimaryAsync(connection, semiSync, applyLimit, token);
            return true;
        }, cancellationToken);
        Heartbeat.Enable(wanted: true);
    }

    public Task SetReadOnlyAsync(CancellationToken cancellationToken) =>
        ExecuteAsync("set read-only", "SET GLOBAL super_read_only = ON", Limits.Statement, cancellationToken);

    public Task OpenAsReplicaAsync(CancellationToken cancellationToken) =>
        ExecuteAsync("open as replica", "SET GLOBAL super_read_only = ON; SET GLOBAL offline_mode = OFF", Limits.Statement, cancellationToken);

    public Task StopFollowingAsync(CancellationToken cancellationToken) =>
        ExecuteAsync("stop following", "STOP REPLICA", Limits.Statement, cancellationToken);

    public Task SetSemiSyncSourceAsync(bool enabled, CancellationToken cancellationToken) =>
        BusyAsync(() => ExecuteAsync("semi-sync", enabled ? SemiSyncSettings.On : SemiSyncSettings.Off, Limits.SemiSync, cancellationToken));

    public async Task DrainApplicationSessionsAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        Heartbeat.Enable(wanted: false);
        var closing = ExecuteAsync("drain", "SET GLOBAL super_read_only = ON", limit, cancellationToken);
        if (await Task.WhenAny(closing, Task.Delay(Limits.SlowClose, _time, CancellationToken.None)) != closing)
            await TellWhatHoldsUpAsync(cancellationToken);
        await closing;
        await RunAsync("drain", limit, ReplicationStatements.EndApplicationSessionsAsync, cancellationToken);
    }

    /// <summary>For the log: the sessions that closing has to wait for.</summary>
    private async Task TellWhatHoldsUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            SlowClose(_logger, Limits.SlowClose.TotalMilliseconds, await _fence.RunAsync("look at the sessions", Limits.Observe, ReplicationStatements.BusySessionsAsync, cancellationToken));
        }
        catch (DatabaseServerException failure)
        {
            SlowClose(_logger, Limits.SlowClose.TotalMilliseconds, failure.Message);
        }
    }

    public async Task<string> SaveExtraAsync(GtidSet extra, CancellationToken cancellationToken)
    {
        // Nothing may be written any more once it is known what is saved.
        await SetReadOnlyAsync(cancellationToken);
        if (_extra.SavedBefore(extra) is { } saved)
            return saved;
        var logs = await RunAsync("read the binary logs", Limits.Statement, async (connection, token) =>
        {
            var all = await BinaryLog.ReadAsync(connection, token);
            var holding = BinaryLog.Holding(all, await ReplicationStatements.ReadExecutedAsync(connection, token), extra);
            _extra.CheckSpace(holding);
            // So that the one that is being written ends with a complete transaction; not with every try, which would make files without end.
            if (holding.Contains(all[^1]))
                await ReplicationStatements.RunAsync(connection, "FLUSH LOCAL BINARY LOGS", token);
            return holding;
        }, cancellationToken);
        if (logs.Count == 0)
            ExtraWithoutLogs(_logger, extra.ToString());
        return await _extra.SaveAsync(extra, logs, cancellationToken);
    }

    public async Task CloneFromAsync(PeerServer donor, CancellationToken cancellationToken)
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
            }, cancellationToken);
        }
        catch (DatabaseServerException broken)
        {
            failure = broken;
        }
        // mysqld exits by itself after a clone, sometimes before it has answered. Its exit code is the proof.
        if (await Task.WhenAny(exited, Task.Delay(Limits.EndAfterClone, _time, cancellationToken)) != exited)
            throw failure ?? new DatabaseServerException($"mysqld did not end within {Limits.EndAfterClone.TotalSeconds:0} s after the clone.");
        cancellationToken.ThrowIfCancellationRequested();
        CloneEnd.Check(_child.ExitCode, failure);
    }

    private async Task FollowAsync(
        PeerServer peer, Func<MySqlConnector.MySqlConnection, PeerServer, string, string, CancellationToken, Task> follow, CancellationToken cancellationToken)
    {
        Heartbeat.Enable(wanted: false);
        await BusyAsync(() => RunAsync($"follow {peer.Host}:{peer.Port}", Limits.Statement, async (connection, token) =>
        {
            await follow(connection, peer, _settings.Secrets.ReplicationPassword, _tls.CaCertificate, token);
            return true;
        }, cancellationToken));
        // After the start, not before: it takes up to a second, and the new primary's commits already wait for this server.
        // Until then what is received is acknowledged, but not applied.
        await SetSemiSyncSourceAsync(enabled: false, cancellationToken);
    }

    /// <summary>
    /// Switching semi-sync off, and starting the threads of a replica, hold locks that every look at the server needs: on a
    /// machine that is short of processors for longer than a server may be silent. This one is busy, not hung; killed for it,
    /// it would begin again with the same.
    /// </summary>
    private async Task BusyAsync(Func<Task> work)
    {
        Interlocked.Increment(ref _switching);
        try
        {
            await work();
        }
        finally
        {
            Interlocked.Decrement(ref _switching);
        }
    }

    private async Task<Children.ChildProcess> LaunchChildAsync(CancellationToken cancellationToken)
    {
        Heartbeat.Enable(wanted: false);
        var child = await _child.StartAsync(_tls, cancellationToken);
        foreach (var channel in Channels)
            channel.Reset();
        return child;
    }

    /// <summary>A role command. A statement of an earlier one that was given up may still hang in the server: it is ended first.</summary>
    private async Task<T> RunAsync<T>(string what, TimeSpan limit, Func<MySqlConnector.MySqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        if (_command.TakeAbandoned() is { } session)
            await _fence.RunAsync("end a statement", Limits.Statement, (connection, token) => ReplicationStatements.EndAsync(connection, session, token), cancellationToken);
        return await _command.RunAsync(what, limit, work, cancellationToken);
    }

    private Task<int> ExecuteAsync(string what, string sql, TimeSpan limit, CancellationToken cancellationToken) =>
        RunAsync(what, limit, (connection, token) => ReplicationStatements.RunAsync(connection, sql, token), cancellationToken);

    public void Dispose()
    {
        foreach (var channel in Channels)
            channel.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "mysqld (process {ProcessId}) answers after {Milliseconds:0} ms")]
    private static partial void Ready(ILogger logger, int processId, double milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Closing writes takes more than {Milliseconds:0} ms; sessions at work: {Sessions}")]
    private static partial void SlowClose(ILogger logger, double milliseconds, string sessions);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No binary log here holds the extra transactions {Set}: only their numbers are saved")]
    private static partial void ExtraWithoutLogs(ILogger logger, string set);

    [LoggerMessage(Level = LogLevel.Information, Message = "mysqld (process {ProcessId}) is fenced: offline")]
    private static partial void Fenced(ILogger logger, int processId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "mysqld (process {ProcessId}) could not be fenced and was killed: {Why}")]
    private static partial void FencedByKill(ILogger logger, int processId, string why);
}
