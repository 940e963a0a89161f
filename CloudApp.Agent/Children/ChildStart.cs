using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace CloudApp.Agent.Children;

/// <summary>What to start: a program, its arguments, and what it sees in addition in its environment.</summary>
internal sealed record ChildProgram(string File, IReadOnlyList<string> Arguments)
{
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How much nicer than its parent it is, 0 to 19: where processors are short, the parent goes first (nice(2)).</summary>
    public int Nice { get; init; }

    /// <summary>The parent writes to the child's standard input.</summary>
    public bool RedirectInput { get; init; }

    /// <summary>Names that the child must not inherit: secrets that are the agent's alone.</summary>
    public IReadOnlyList<string> WithoutEnvironment { get; init; } = [];
}

/// <summary>
/// Starts children that die with this process. The kernel ties the parent-death signal to the *thread* that
/// forked, so every start happens on one thread that never ends.
/// </summary>
internal static class ChildStart
{
    /// <summary>The mode of this executable that becomes the child program.</summary>
    public const string ModeName = "exec";

    private static readonly BlockingCollection<(ChildProgram Program, TaskCompletionSource<Process> Started)> Requests = [];
    /// <summary>This program's own file, whoever hosts the assembly.</summary>
    private static readonly string Helper = Path.Combine(AppContext.BaseDirectory, "CloudApp.Agent");

    private static readonly Lazy<Thread> Launcher = new(StartLauncher);

    public static Task<Process> RunAsync(ChildProgram program)
    {
        _ = Launcher.Value;
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Requests.Add((program, started));
        return started.Task;
    }

    private static Thread StartLauncher()
    {
        var thread = new Thread(Launch) { IsBackground = true, Name = "child launcher" };
        thread.Start();
        return thread;
    }

    private static void Launch()
    {
        foreach (var (program, started) in Requests.GetConsumingEnumerable())
        {
            try
            {
                started.SetResult(Fork(program));
            }
            catch (Exception failure) when (failure is System.ComponentModel.Win32Exception or InvalidOperationException or IOException)
            {
                started.SetException(failure);
            }
        }
    }

    private static Process Fork(ChildProgram program)
    {
        var start = new ProcessStartInfo(Helper) { UseShellExecute = false, RedirectStandardInput = program.RedirectInput };
        start.ArgumentList.Add(ModeName);
        start.ArgumentList.Add(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        start.ArgumentList.Add(program.Nice.ToString(CultureInfo.InvariantCulture));
        start.ArgumentList.Add(program.File);
        foreach (var argument in program.Arguments)
            start.ArgumentList.Add(argument);
        foreach (var name in program.WithoutEnvironment)
            start.Environment.Remove(name);
        foreach (var (name, value) in program.Environment)
            start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException($"{program.File} did not start.");
    }
}
