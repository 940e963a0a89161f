using System.Text;
using CloudApp.Agent.Children;

namespace CloudApp.Agent.Control;

/// <summary>The agent's side of <see cref="WatchdogMode"/>.</summary>
internal sealed class Watchdog(TimeProvider time) : IDisposable
{
    public const string ModeName = "watchdog";

    private ChildProcess? _child;
    private (int ProcessId, long DeadlineMs) _told;

    /// <summary>Completes when the watchdog has died: then nothing may be open.</summary>
    public Task Exited => _child?.Exited ?? Task.CompletedTask;

    public async Task StartAsync()
    {
        var program = new ChildProgram(Path.Combine(AppContext.BaseDirectory, "CloudApp.Agent"), [ModeName])
        {
            RedirectInput = true,
            WithoutEnvironment = MySql.MySqlProgram.AgentsSecrets,
        };
        _child = await ChildProcess.StartAsync(program, time);
    }

    /// <summary>From now on this process is killed at the deadline, unless it is moved before.</summary>
    /// <exception cref="IOException">The watchdog is dead.</exception>
    public void Arm(int processId, long deadlineMs)
    {
        if (_told == (processId, deadlineMs))
            return;
        var input = (_child ?? throw new InvalidOperationException("The watchdog has not been started.")).Input;
        input.Write(Encoding.ASCII.GetBytes($"{processId} {deadlineMs}\n"));
        input.Flush();
        _told = (processId, deadlineMs);
    }

    public void Dispose() => _child?.Dispose();
}
