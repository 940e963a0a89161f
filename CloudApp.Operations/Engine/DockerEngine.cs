using System.Globalization;

namespace CloudApp.Operations.Engine;

/// <summary>
/// One dockerd with its own containerd, in its own PID and mount namespace and, when asked, in a given
/// network namespace. It outlives this process; another process finds it again by the same options.
/// </summary>
public sealed class DockerEngine(EngineBinaries binaries, EngineOptions options, ProcessRunner runner, TimeProvider time)
{
    private const int PollMs = 100;
    private const int StartTimeoutSeconds = 60;
    private const int StopTimeoutSeconds = 45;
    private const int KillTimeoutSeconds = 20;
    private const int LogTailLines = 12;

    public EngineOptions Options => options;

    public DockerCli Docker { get; } = new(binaries, options.SocketPath, runner);

    /// <summary>True while the engine's processes exist, whether or not it answers.</summary>
    public bool IsRunning => ProcessIdentity.Load(options.ProcessPath) is { IsAlive: true };

    /// <summary>Host process id of the engine's first process (PID 1 of its namespace), for nsenter; null when it is not running.</summary>
    public int? InitPid => Init()?.Pid;

    /// <summary>True when the engine answers a request.</summary>
    public async Task<bool> AnswersAsync(CancellationToken cancellationToken = default) =>
        IsRunning && await EngineApi.At(options.SocketPath).ServesAsync(cancellationToken);

    /// <summary>Starts the engine unless it runs already, and waits until it answers.</summary>
    /// <exception cref="UserException">It did not start; the message carries the end of its log.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        using var only = await FileLock.OfDirectoryAsync(options.RunDirectory, progress: null, time, cancellationToken);
        if (!IsRunning)
            await LaunchAsync(cancellationToken);
        var started = time.GetTimestamp();
        while (!await AnswersAsync(cancellationToken))
        {
            if (!IsRunning)
                throw new UserException($"The Docker engine '{options.Name}' ended while it was starting. {LogTail()}");
            if (time.GetElapsedTime(started).TotalSeconds > StartTimeoutSeconds)
                throw new UserException($"The Docker engine '{options.Name}' does not answer after {StartTimeoutSeconds} s. {LogTail()}");
            await Task.Delay(TimeSpan.FromMilliseconds(PollMs), time, cancellationToken);
        }
    }

    /// <summary>Stops the engine as a clean shutdown of a machine does: containers first. Kills it when that takes too long.</summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (Init() is { } init)
        {
            await SignalAsync("TERM", init, cancellationToken);
            await WaitUntilGoneAsync(StopTimeoutSeconds, cancellationToken);
        }

        await KillAsync(cancellationToken);
    }

    /// <summary>
    /// Power-off: one SIGKILL for the first process of the engine's PID namespace; the kernel then ends every
    /// process in it, and its mounts go with it. When this returns nothing of the engine is left.
    /// </summary>
    /// <exception cref="UserException">Something of it is still there after 20 s.</exception>
    public async Task KillAsync(CancellationToken cancellationToken = default)
    {
        if (ProcessIdentity.Load(options.ProcessPath) is { IsAlive: true } outer)
        {
            await SignalAsync("KILL", Init() ?? outer, cancellationToken);
            if (!await WaitUntilGoneAsync(KillTimeoutSeconds, cancellationToken))
                throw new UserException($"The Docker engine '{options.Name}' (process {outer.Pid}) is still there {KillTimeoutSeconds} s after it was killed.");
        }

        File.Delete(options.ProcessPath);
        EngineCgroups.Remove(options.CgroupParent);
    }

    private async Task LaunchAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.DataRoot);
        // What a killed engine left here would make dockerd believe that it still runs.
        File.Delete(options.DaemonPidPath);
        File.Delete(options.SocketPath);
        if (Directory.Exists(options.ExecRoot))
            Directory.Delete(options.ExecRoot, recursive: true);
        EngineCgroups.Remove(options.CgroupParent);
        await File.WriteAllTextAsync(options.ConfigPath, "{}\n", cancellationToken);

        var command = EngineLaunch.Command(binaries, options);
        var result = await runner.RunCheckedAsync(command, cancellationToken);
        var pid = int.Parse(result.StandardOutput.Trim(), CultureInfo.InvariantCulture);
        var identity = ProcessIdentity.Of(pid)
            ?? throw new UserException($"The Docker engine '{options.Name}' ended at once. {LogTail()}");
        identity.Save(options.ProcessPath);
    }

    private ProcessIdentity? Init() =>
        ProcessIdentity.Load(options.ProcessPath) is { IsAlive: true } outer && outer.Children() is [var init, ..] ? init : null;

    private async Task SignalAsync(string signal, ProcessIdentity process, CancellationToken cancellationToken)
    {
        var pid = process.Pid.ToString(CultureInfo.InvariantCulture);
        // It may end between the look and the signal: no failure.
        await runner.RunAsync(new ProcessRequest("/bin/kill", ["-s", signal, pid]), cancellationToken);
    }

    private async Task<bool> WaitUntilGoneAsync(int timeoutSeconds, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (IsRunning)
        {
            if (time.GetElapsedTime(started).TotalSeconds > timeoutSeconds)
                return false;
            await Task.Delay(TimeSpan.FromMilliseconds(PollMs), time, cancellationToken);
        }

        return true;
    }

    private string LogTail() => File.Exists(options.LogPath)
        ? $"The end of {options.LogPath}:\n{string.Join('\n', File.ReadLines(options.LogPath).TakeLast(LogTailLines))}"
        : $"It left no log at {options.LogPath}.";
}
