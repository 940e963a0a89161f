using System.Threading.Channels;
using CloudApp.Agent.MySql;
using CloudApp.Agent.Settings;
using CloudApp.Agent.Timing;
using CloudApp.Failover;

namespace CloudApp.Agent.Control;

/// <summary>Observes mysqld periodically, and at once when it ends, and tells the core.</summary>
internal sealed class DatabaseWatcher(IDatabaseServer server, DataDirectory directory, AgentSettings settings, AgentTimings timings, AgentClock clock) : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    /// <summary>How much longer a statement of ours that blocks the observation may take.</summary>
    private const int BusyMs = 2_000;

    private readonly SemaphoreSlim _nudge = new(0);
    private ServerSnapshot _latest = ServerSnapshot.None;
    private long _answeredMs;

    public ServerSnapshot Latest => Volatile.Read(ref _latest);

    /// <summary>A command has changed something: observes at once.</summary>
    public void Nudge() => _nudge.Release();

    public async Task RunAsync(ChannelWriter<AgentInput> inputs, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var exited = server.ProcessExited;
            var wasRunning = !exited.IsCompleted;
            await ObserveAsync(inputs, cancellationToken);
            using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var pause = Task.Delay(Period, clock.Time, bound.Token);
            await Task.WhenAny(pause, _nudge.WaitAsync(bound.Token), wasRunning ? exited : pause);
            await bound.CancelAsync();
        }
    }

    public void Dispose() => _nudge.Dispose();

    private async Task ObserveAsync(ChannelWriter<AgentInput> inputs, CancellationToken cancellationToken)
    {
        var sampledAtMs = clock.NowMs;
        var snapshot = await server.ObserveAsync(cancellationToken);
        if (snapshot.IsRunning)
            _answeredMs = sampledAtMs;
        Volatile.Write(ref _latest, snapshot);
        // One slow answer is no hang: the last facts stay until the limit.
        var limitMs = timings.HungMs + (snapshot.IsBusy ? BusyMs : 0);
        if (snapshot is { Process: ServerProcess.NotAnswering, EndedByItself: false } && clock.NowMs - _answeredMs < limitMs)
            return;
        inputs.TryWrite(new DatabaseObserved(DatabaseFactsReader.Read(snapshot, sampledAtMs, directory.IsPairData, settings, directory.RestoredFor, directory.IsFresh)));
    }
}
