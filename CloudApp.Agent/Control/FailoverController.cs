using System.Threading.Channels;
using CloudApp.Agent.Arbitration;
using CloudApp.Agent.Http;
using CloudApp.Agent.MySql;
using CloudApp.Agent.Settings;
using CloudApp.Agent.Timing;
using CloudApp.Failover;
using CloudApp.Failover.Core;

namespace CloudApp.Agent.Control;

/// <summary>Drives <see cref="AgentCore"/>: carries what happens to it, and what it asks for to arbiter, mysqld, peer and watchdog.</summary>
internal sealed partial class FailoverController(
    AgentSettings settings, AgentTimings timings, IArbiter arbiter, IDatabaseServer server, DataDirectory directory, CommandRunner commands, DatabaseWatcher watcher, PeerLink peer,
    Watchdog watchdog, StatusBoard board, AgentClock clock, IHostApplicationLifetime lifetime, ILogger<FailoverController> logger) : BackgroundService
{
    private static readonly TimeSpan ReleaseLimit = TimeSpan.FromSeconds(1);

    private readonly Channel<AgentInput> _inputs = Channel.CreateUnbounded<AgentInput>(new UnboundedChannelOptions { SingleReader = true });
    private readonly FloorFile _floor = new(settings.Paths.FloorFile);
    private string _owner = "";
    private RecordFloor? _unwritten;
    private bool _cannotKeep;
    private bool _isRolledBack;

    /// <summary>Something from outside: a report of the peer, an order of the operator.</summary>
    public void Tell(AgentInput input) => _inputs.Writer.TryWrite(input);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // The loop ends first; nothing can be written in what is left of the lease.
        await base.StopAsync(cancellationToken);
        await server.FenceAsync(TimeSpan.FromMilliseconds(timings.FenceBudgetMs));
        if (!watchdog.Exited.IsCompleted)
            watchdog.Arm(0, AgentOutput.NeverMs);
        await server.StopAsync(cancellationToken);
        if (_owner.Length == 0)
            return;
        using var bound = new CancellationTokenSource(ReleaseLimit);
        await arbiter.SendAsync(new ArbiterRequest(0, ArbiterVerb.Release, _owner), bound.Token);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await watchdog.StartAsync();
        directory.Lock();
        var run = RunCounter.Next(settings.Paths.RunCounter, clock.Time);
        // Arbitration by two machines keeps its own record on this host's disk.
        var core = new AgentCore(new AgentIdentity(settings.Site, settings.PeerSite, run, settings.IsInitialPrimary), timings, settings.UsesEtcd ? _floor.Read() : null);
        Task[] watching = [watcher.RunAsync(_inputs.Writer, stoppingToken), WatchArbiterAsync(stoppingToken)];
        AgentInput input = Tick.Instance;
        while (!stoppingToken.IsCancellationRequested)
        {
            var output = core.Step(clock.NowMs, input);
            Apply(output, stoppingToken);
            var status = core.Status(clock.NowMs);
            TellRolledBack(status);
            board.Publish(StatusMapping.From(settings, status, core.ClaimedEpoch, watcher.Latest, commands.Saved, arbiter));
            if (watchdog.Exited.IsCompleted)
            {
                // Without it a pause of this process could leave a writable server behind.
                WatchdogDied(logger);
                server.Kill();
                lifetime.StopApplication();
            }
            // An agent that no longer sees anything must end and be restarted, not wait for ever.
            if (Array.Find(watching, static task => task.IsCompleted) is { } ended)
                await ended;
            input = await NextAsync(output.NextWakeMs, stoppingToken);
        }
        await Task.WhenAll(watching);
    }

    private void Apply(AgentOutput output, CancellationToken cancellationToken)
    {
        // Before anything that could open the server.
        watchdog.Arm(output.WatchdogDeadlineMs == AgentOutput.NeverMs ? 0 : watcher.Latest.ProcessId ?? 0, output.WatchdogDeadlineMs);
        foreach (var transition in output.Transitions)
            Moved(logger, transition.From, transition.To, transition.Reason, transition.Epoch);
        // Before anything that follows from a record that is newer than what is on disk.
        var isOnDisk = IsFloorOnDisk(output.Floor);
        foreach (var request in output.ArbiterRequests)
        {
            // To the core a request that is not sent is one that was lost.
            if (isOnDisk || request.Verb is ArbiterVerb.Observe or ArbiterVerb.KeepAlive or ArbiterVerb.Release)
                _ = AskAsync(request, cancellationToken);
        }
        foreach (var command in output.DatabaseCommands)
        {
            if (isOnDisk || command.Action is AgentAction.StartServer or AgentAction.KillServer or AgentAction.Fence)
                commands.Start(command, _inputs.Writer, cancellationToken);
            else
                Tell(new CommandFinished(command.Id, Succeeded: false, Error: "the newest record could not be written to disk"));
        }
        if (output.Report is { } report)
            peer.Send(report);
    }

    private bool IsFloorOnDisk(RecordFloor? floor)
    {
        _unwritten = floor ?? _unwritten;
        if (_unwritten is not { } next)
            return true;
        try
        {
            _floor.Write(next);
            _unwritten = null;
            _cannotKeep = false;
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (!_cannotKeep)
                CannotKeep(logger, settings.Paths.FloorFile, failure.Message);
            _cannotKeep = true;
            return false;
        }
    }

    private void TellRolledBack(FailoverStatus status)
    {
        if (status.IsRolledBack && !_isRolledBack)
            RolledBack(logger, StatusMapping.Describe(status.Record), StatusMapping.Describe(status.Floor.Record));
        _isRolledBack = status.IsRolledBack;
    }

    private async Task AskAsync(ArbiterRequest request, CancellationToken cancellationToken)
    {
        if (request.Verb == ArbiterVerb.TryAcquire)
            _owner = request.Owner;
        try
        {
            _inputs.Writer.TryWrite(new ArbiterReplied(await arbiter.SendAsync(request, cancellationToken)));
        }
        catch (OperationCanceledException)
        {
            // The agent stops.
        }
    }

    private async Task WatchArbiterAsync(CancellationToken cancellationToken)
    {
        await foreach (var snapshot in arbiter.WatchAsync(cancellationToken))
            _inputs.Writer.TryWrite(new ArbiterObserved(snapshot));
    }

    private async Task<AgentInput> NextAsync(long wakeMs, CancellationToken cancellationToken)
    {
        if (_inputs.Reader.TryRead(out var next))
            return next;
        var left = TimeSpan.FromMilliseconds(Math.Max(1, wakeMs - clock.NowMs));
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var news = _inputs.Reader.WaitToReadAsync(bound.Token).AsTask();
        await Task.WhenAny(news, Task.Delay(left, clock.Time, bound.Token));
        await bound.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return _inputs.Reader.TryRead(out next) ? next : Tick.Instance;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{From} -> {To}: {Reason} (epoch {Epoch})")]
    private static partial void Moved(ILogger logger, AgentState from, AgentState to, string reason, long epoch);

    [LoggerMessage(Level = LogLevel.Error, Message = "{File} could not be written ({Why}): nothing that follows from the newest record is done until it can")]
    private static partial void CannotKeep(ILogger logger, string file, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "The arbiter holds {Held}; this host has seen {Seen}, or its peer has seen more. Nobody is opened by that: see './cloudapp failover --new-record'")]
    private static partial void RolledBack(ILogger logger, string held, string seen);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The watchdog has died: mysqld is killed and this agent ends, to be started again")]
    private static partial void WatchdogDied(ILogger logger);
}
