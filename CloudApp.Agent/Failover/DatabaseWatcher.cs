using System.Threading.Channels;
using CloudApp.Agent.Decision;
using CloudApp.Agent.MySql;
using CloudApp.Agent.Settings;

namespace CloudApp.Agent.Failover;

/// <summary>Looks at mysqld again and again, at once when it ends, and tells the core.</summary>
public sealed class DatabaseWatcher(IDatabaseServer server, DataDirectory directory, AgentSettings settings, AgentTimings timings, AgentClock clock)
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private ServerSnapshot _latest = ServerSnapshot.None;
    private long _answeredMs;

    public ServerSnapshot Latest => Volatile.Read(ref _latest);

    public async Task RunAsync(ChannelWriter<AgentInput> inputs, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        while (!cancellation.IsCancellationRequested)
        {
            var exited = server.ProcessExited;
            var wasRunning = !exited.IsCompleted;
            await LookAsync(inputs, cancellation);
            using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var pause = Task.Delay(Period, clock.Time, bound.Token);
            await Task.WhenAny(pause, wasRunning ? exited : pause);
            await bound.CancelAsync();
        }
    }

    private async Task LookAsync(ChannelWriter<AgentInput> inputs, CancellationToken cancellation)
    {
        var sampledAtMs = clock.NowMs;
        var snapshot = await server.ObserveAsync(cancellation);
        if (snapshot.IsRunning)
            _answeredMs = sampledAtMs;
        Volatile.Write(ref _latest, snapshot);
        // One slow answer is no hang: the last facts stay until the limit.
        if (snapshot.Process == ServerProcess.NotAnswering && clock.NowMs - _answeredMs < timings.HungMs)
            return;
        inputs.TryWrite(new DatabaseObserved(DatabaseFactsReader.Read(snapshot, sampledAtMs, directory.IsPairData, settings)));
    }
}
