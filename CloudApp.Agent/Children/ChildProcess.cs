using System.Diagnostics;

namespace CloudApp.Agent.Children;

/// <summary>One running child. Its exit is known at once, because this process is its parent.</summary>
internal sealed class ChildProcess : IDisposable
{
    /// <summary>From here on an exit code tells of a signal: 128 + n.</summary>
    public const int FirstSignalCode = 129;

    private readonly Process _process;

    private ChildProcess(Process process, long startedTimestamp)
    {
        _process = process;
        StartedTimestamp = startedTimestamp;
        Id = process.Id;
        Exited = WaitAsync();
    }

    public int Id { get; }

    /// <summary>When it was started, as a timestamp of the time provider.</summary>
    public long StartedTimestamp { get; }

    /// <summary>Completes with the exit code; 128 + n after signal n.</summary>
    public Task<int> Exited { get; }

    /// <summary>The child's standard input, when the program asked for it.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    public bool IsRunning => !Exited.IsCompleted;

    public static async Task<ChildProcess> StartAsync(ChildProgram program, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return new ChildProcess(await ChildStart.RunAsync(program), time.GetTimestamp());
    }

    /// <summary>Asks the child to end, and kills it when it has not ended within the limit.</summary>
    public async Task StopAsync(TimeSpan limit, TimeProvider time)
    {
        Signal(NativeMethods.SigTerm);
        try
        {
            await Exited.WaitAsync(limit, time);
        }
        catch (TimeoutException)
        {
            Kill();
            await Exited;
        }
    }

    /// <summary>SIGKILL: works on a stopped process as well.</summary>
    public void Kill() => Signal(NativeMethods.SigKill);

    public void Dispose() => _process.Dispose();

    private void Signal(int signal)
    {
        // A process id may be used again after the exit has been collected: never signal after that.
        if (IsRunning)
            _ = NativeMethods.Kill(Id, signal);
    }

    private async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }
}
