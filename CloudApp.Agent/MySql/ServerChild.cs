using CloudApp.Agent.Children;
using CloudApp.Agent.Settings;

namespace CloudApp.Agent.MySql;

/// <summary>The one mysqld child.</summary>
internal sealed partial class ServerChild(AgentSettings settings, DataDirectory directory, TimeProvider time, ILogger<ServerChild> logger) : IDisposable
{
    private readonly Lock _gate = new();
    private ChildProcess? _child;

    /// <summary>Counts the starts, from 1.</summary>
    public int StartNumber { get; private set; }

    public ChildProcess? Current
    {
        get
        {
            lock (_gate)
                return _child is { IsRunning: true } ? _child : null;
        }
    }

    /// <summary>Of the last process, when it has ended; null while it runs and before the first one.</summary>
    public int? ExitCode
    {
        get
        {
            lock (_gate)
                return _child is { IsRunning: false } child ? child.Exited.Result : null;
        }
    }

    public Task Exited
    {
        get
        {
            lock (_gate)
                return _child?.Exited ?? Task.CompletedTask;
        }
    }

    public async Task<ChildProcess> StartAsync(TlsFiles tls, CancellationToken cancellationToken)
    {
        await directory.EnsureInitialisedAsync(cancellationToken);
        if (Current is { } running)
            return running;
        var child = await ChildProcess.StartAsync(MySqlProgram.Run(settings, tls), time);
        lock (_gate)
        {
            _child?.Dispose();
            _child = child;
            StartNumber++;
        }
        Started(logger, child.Id, StartNumber);
        _ = ReportExitAsync(child);
        return child;
    }

    public void Dispose()
    {
        _child?.Kill();
        _child?.Dispose();
    }

    private async Task ReportExitAsync(ChildProcess child)
    {
        var code = await child.Exited;
        Ended(logger, child.Id, code, time.GetElapsedTime(child.StartedTimestamp).TotalSeconds);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "mysqld started, process {ProcessId}, start {StartNumber}, fenced")]
    private static partial void Started(ILogger logger, int processId, int startNumber);

    [LoggerMessage(Level = LogLevel.Warning, Message = "mysqld (process {ProcessId}) ended with code {Code} after {Seconds:0.0} s")]
    private static partial void Ended(ILogger logger, int processId, int code, double seconds);
}
