using System.Threading.Channels;
using CloudApp.Agent.MySql;
using CloudApp.Agent.Settings;
using CloudApp.Failover;

namespace CloudApp.Agent.Control;

/// <summary>
/// Runs the database commands of the core: role commands one after the other, heartbeats beside them. A new role
/// command gives up the one before; a kill waits for nothing.
/// </summary>
internal sealed partial class CommandRunner(
    IDatabaseServer server, DataDirectory directory, SavedCopies copies, AgentSettings settings, AgentTimings timings, DatabaseWatcher watcher,
    ILogger<CommandRunner> logger) : IDisposable
{
    private static readonly TimeSpan ApplyLimit = TimeSpan.FromMinutes(10);

    private Task _last = Task.CompletedTask;
    private CancellationTokenSource _current = new();

    private PeerServer Peer => new(settings.PeerAddress, settings.MySqlPort);

    public IReadOnlyList<string> Saved => copies.Names;

    public void Start(DatabaseCommand command, ChannelWriter<AgentInput> inputs, CancellationToken cancellationToken)
    {
        if (command.Heartbeat)
        {
            _ = FinishAsync(command, BeatAsync, inputs, cancellationToken);
            return;
        }
        if (command.Action == AgentAction.KillServer)
            server.Kill();
        // Not here and now: what waits for the token would run on the caller's thread, which must never wait for mysqld.
        _ = CancelAsync(_current);
        _current = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _last = ChainAsync(_last, command, inputs, _current.Token);
    }

    public void Dispose() => _current.Dispose();

    private static async Task CancelAsync(CancellationTokenSource source)
    {
        await source.CancelAsync();
        source.Dispose();
    }

    private async Task ChainAsync(Task before, DatabaseCommand command, ChannelWriter<AgentInput> inputs, CancellationToken cancellationToken)
    {
        await before;
        await FinishAsync(command, token => RunAsync(command, token), inputs, cancellationToken);
        watcher.Nudge();
    }

    private async Task FinishAsync(
        DatabaseCommand command, Func<CancellationToken, Task<GtidSet?>> run, ChannelWriter<AgentInput> inputs, CancellationToken cancellationToken)
    {
        try
        {
            var position = await run(cancellationToken) is { } set ? new GtidPosition(set) : null;
            inputs.TryWrite(new CommandFinished(command.Id, Succeeded: true, position));
        }
        catch (OperationCanceledException)
        {
            inputs.TryWrite(new CommandFinished(command.Id, Succeeded: false, Error: "given up"));
        }
        catch (Exception failure) when (failure is DatabaseServerException or IOException or UnauthorizedAccessException or TimeoutException)
        {
            if (!command.Heartbeat)
                Failed(logger, command.Action, failure.Message);
            inputs.TryWrite(new CommandFinished(command.Id, Succeeded: false, Error: failure.Message));
        }
    }

    private async Task<GtidSet?> BeatAsync(CancellationToken cancellationToken)
    {
        await server.HeartbeatAsync(cancellationToken);
        return null;
    }

    private async Task<GtidSet?> RunAsync(DatabaseCommand command, CancellationToken cancellationToken)
    {
        switch (command.Action)
        {
            case AgentAction.StartServer:
                await server.LaunchAsync(cancellationToken);
                return null;
            case AgentAction.KillServer:
                await server.KillAsync();
                return null;
            case AgentAction.Fence:
                await server.FenceAsync(TimeSpan.FromMilliseconds(timings.FenceBudgetMs));
                return null;
            case AgentAction.FinishApplying:
                var applied = await server.FinishApplyingAsync(ApplyLimit, cancellationToken);
                directory.IsPairData = true;
                return applied;
            case AgentAction.OpenSync or AgentAction.OpenAlone:
                directory.IsFresh = false;
                await server.OpenAsPrimaryAsync(command.Action == AgentAction.OpenSync, ApplyLimit, cancellationToken);
                return null;
            case AgentAction.CloseForHandover:
                await server.DrainApplicationSessionsAsync(TimeSpan.FromMilliseconds(timings.HandoverMs), cancellationToken);
                return await server.ReadExecutedAsync(cancellationToken);
            case AgentAction.SemiSyncOn or AgentAction.SemiSyncOff:
                await server.SetSemiSyncSourceAsync(command.Action == AgentAction.SemiSyncOn, cancellationToken);
                return null;
            case AgentAction.SetReadOnly:
                await server.SetReadOnlyAsync(cancellationToken);
                return null;
            case AgentAction.Barrier:
                await server.HeartbeatAsync(cancellationToken);
                return await server.ReadExecutedAsync(cancellationToken);
            case AgentAction.Follow:
                await server.FollowAsync(Peer, cancellationToken);
                await server.OpenAsReplicaAsync(cancellationToken);
                return null;
            case AgentAction.FollowOn:
                await server.FollowOnAsync(Peer, cancellationToken);
                await server.OpenAsReplicaAsync(cancellationToken);
                return null;
            case AgentAction.SaveExtra:
                await SaveAsync(command, cancellationToken);
                return null;
            case AgentAction.Clone:
                await CloneAsync(cancellationToken);
                return null;
            default:
                throw new InvalidOperationException($"{command.Action} is not a database command.");
        }
    }

    private async Task SaveAsync(DatabaseCommand command, CancellationToken cancellationToken)
    {
        var primary = (command.PrimaryPosition as GtidPosition)?.Set ?? throw new DatabaseServerException("the primary's position is not known");
        var extra = (await server.ReadExecutedAsync(cancellationToken)).Subtract(primary);
        if (extra.IsEmpty)
            return;
        var saved = await server.SaveExtraAsync(extra, cancellationToken);
        SavedExtra(logger, extra.Count, extra.ToString(), saved);
    }

    /// <summary>A crash on the way leaves the mark, and the next start begins with an empty directory.</summary>
    private async Task CloneAsync(CancellationToken cancellationToken)
    {
        directory.IsPairData = directory.IsFresh = false;
        directory.IsCloning = true;
        await server.CloneFromAsync(Peer, cancellationToken);
        directory.DropIdentity();
        directory.IsCloning = false;
        await server.StartAsync(cancellationToken);
        directory.IsPairData = true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Action} failed: {Why}")]
    private static partial void Failed(ILogger logger, AgentAction action, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} transactions that the primary does not have were saved ({Set}): {Saved}")]
    private static partial void SavedExtra(ILogger logger, long count, string set, string saved);
}
