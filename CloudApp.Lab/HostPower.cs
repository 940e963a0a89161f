using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using CloudApp.Operations;
using CloudApp.Operations.Engine;

namespace CloudApp.Lab;

/// <summary>Power of one Docker host: boot, orderly shutdown, and the plug pulled.</summary>
public sealed class HostPower(LabPlan plan, LabPaths paths, EngineBinaries binaries, TimeProvider time)
{
    private const int PollMs = 50;
    private const int BootSeconds = 2;
    private const int EngineReadySeconds = 60;
    private const int ShutdownSeconds = 60;
    private const int GoneSeconds = 20;
    private const int ContainerStopSeconds = 45;

    private readonly LabNetwork _network = new(plan);

    public int? FirstProcess(LabMachine host) => ProcessTable.FirstProcess(plan.NetworkNamespacePath(host.Name));

    public bool IsOn(LabMachine host) => FirstProcess(host) is not null;

    public bool IsFrozen(LabMachine host) => Freezer(host).IsFrozen;

    public Task FreezeAsync(LabMachine host, CancellationToken cancellationToken) => Freezer(host).FreezeAsync(cancellationToken);

    public void Wake(LabMachine host) => Freezer(host).Wake();

    /// <summary>Boots the host, or wakes it when it is frozen, and waits for its engine; containers come back by their restart policy alone.</summary>
    public async Task OnAsync(LabMachine host, CancellationToken cancellationToken)
    {
        if (!IsOn(host))
        {
            await RemoveLeftoversAsync(host, cancellationToken);
            await _network.EnsureMachineAsync(host, cancellationToken);
            await BootAsync(host, cancellationToken);
        }

        Wake(host);
        await WaitForEngineAsync(host, cancellationToken);
    }

    /// <summary>Pulls the plug: off the switch first, so that not even a reset leaves, then one SIGKILL.</summary>
    public async Task OffAsync(LabMachine host, CancellationToken cancellationToken)
    {
        await _network.UnplugAsync(host, cancellationToken);
        await RemoveLeftoversAsync(host, cancellationToken);
    }

    /// <summary>Asks the host to shut down: its engine stops the containers in order. Then the plug is pulled.</summary>
    public async Task ShutDownAsync(LabMachine host, CancellationToken cancellationToken)
    {
        if (FirstProcess(host) is { } first)
        {
            Wake(host);
            Signals.Terminate(first);
            await WaitAsync(() => !IsOn(host), ShutdownSeconds, cancellationToken);
        }

        await OffAsync(host, cancellationToken);
    }

    /// <summary>As the host itself sees its engine; the second socket is for us, outside.</summary>
    private EngineOptions Engine(LabMachine host) => new($"{plan.Name}-{host.Name}", Path.Combine(paths.HostState(host.Name), "data"), "/run")
    {
        ContainerStopSeconds = ContainerStopSeconds,
        DaemonArguments = ["--host=unix:///run/lab/docker.sock", "--ip6tables=false"],
    };

    private async Task RemoveLeftoversAsync(LabMachine host, CancellationToken cancellationToken)
    {
        var path = plan.NetworkNamespacePath(host.Name);
        if (FirstProcess(host) is { } first)
        {
            var pidNamespace = ProcessTable.NamespaceOf(first, "pid");
            Signals.Kill(first);
            KillFrozen(host);
            // The kernel ends every process of the namespace before its first one is gone.
            if (!await WaitAsync(() => pidNamespace is null || ProcessTable.InPidNamespace(pidNamespace).Count == 0, GoneSeconds, cancellationToken))
            {
                throw new UserException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Processes of {host.Name} are still there {GoneSeconds} s after their SIGKILL: {string.Join(", ", ProcessTable.InPidNamespace(pidNamespace!))}. The disk may hang; try again."));
            }
        }

        // What a crash of ours between two steps of a boot can leave: programs that are only in the network.
        foreach (var pid in ProcessTable.InNetworkNamespace(path))
            Signals.Kill(pid);
        KillFrozen(host);
        await WaitAsync(() => ProcessTable.InNetworkNamespace(path).Count == 0, GoneSeconds, cancellationToken);

        await LabNetwork.DeleteNamespaceAsync(plan.Namespace(host.Name), cancellationToken);
        EngineCgroups.Remove(Engine(host).CgroupParent);
        if (Directory.Exists(paths.HostRun(host.Name)))
            Directory.Delete(paths.HostRun(host.Name), recursive: true);
    }

    // Under version 1 of cgroups a frozen process dies when it is woken: all of them have their SIGKILL before the first is.
    private void KillFrozen(LabMachine host)
    {
        if (!IsFrozen(host))
            return;
        foreach (var pid in Freezer(host).Processes())
            Signals.Kill(pid);
        Wake(host);
    }

    private HostFreezer Freezer(LabMachine host) => new(host.Name, FreezerFiles.Of(Engine(host).CgroupParent), time);

    private async Task BootAsync(LabMachine host, CancellationToken cancellationToken)
    {
        var state = paths.HostState(host.Name);
        Directory.CreateDirectory(state);
        Directory.CreateDirectory(paths.HostRun(host.Name));
        var script = Path.Combine(state, "init.sh");
        await using (var source = Assembly.GetExecutingAssembly().GetManifestResourceStream("host-init.sh")!)
        await using (var target = File.Create(script))
            await source.CopyToAsync(target, cancellationToken);

        // setsid: a Ctrl-C at our terminal is not for the hosts. The shell opens the log, so that the host holds
        // none of our own streams.
        var start = new ProcessStartInfo("sh") { UseShellExecute = false };
        foreach (var argument in (string[])[
            "-c", "log=$1; shift; exec setsid \"$@\" >>\"$log\" 2>&1 </dev/null", "sh", paths.EngineLog(host.Name),
            "nsenter", $"--net={plan.NetworkNamespacePath(host.Name)}",
            "unshare", "--mount", "--uts", "--ipc", "--pid", "--fork", "sh", script, .. EngineLaunch.DaemonArguments(Engine(host))])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in BootVariables(host))
            start.Environment[name] = value;
        start.WorkingDirectory = "/";
        using var process = Process.Start(start) ?? throw new UserException($"{host.Name} did not boot: setsid did not start.");
    }

    private Dictionary<string, string> BootVariables(LabMachine host) => new(StringComparer.Ordinal)
    {
        ["PATH"] = binaries.SearchPath,
        ["LAB_NAME"] = plan.Name,
        ["LAB_HOST"] = host.Name,
        ["LAB_STATE"] = paths.HostState(host.Name),
        ["LAB_RUN"] = paths.HostRun(host.Name),
        ["LAB_CGROUP"] = Engine(host).CgroupParent,
    };

    private async Task WaitForEngineAsync(LabMachine host, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var ready = false;
        var engine = EngineApi.At(paths.EngineSocket(host.Name));
        // A host that has not even a first process any more will never answer.
        await WaitAsync(
            async () => (ready = await engine.ServesAsync(cancellationToken)) || (time.GetElapsedTime(started).TotalSeconds > BootSeconds && !IsOn(host)),
            EngineReadySeconds,
            cancellationToken);
        if (ready)
            return;
        var log = File.Exists(paths.EngineLog(host.Name))
            ? Tool.LastLines(await File.ReadAllTextAsync(paths.EngineLog(host.Name), cancellationToken), 8)
            : "(no log)";
        throw new UserException(string.Create(
            CultureInfo.InvariantCulture,
            $"The engine of {host.Name} does not answer ({time.GetElapsedTime(started).TotalSeconds:0} s waited). Its last words ({paths.EngineLog(host.Name)}):\n{log}"));
    }

    private Task<bool> WaitAsync(Func<bool> condition, int seconds, CancellationToken cancellationToken) =>
        WaitAsync(() => Task.FromResult(condition()), seconds, cancellationToken);

    private async Task<bool> WaitAsync(Func<Task<bool>> condition, int seconds, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (!await condition())
        {
            if (time.GetElapsedTime(start).TotalSeconds >= seconds)
                return false;
            await Task.Delay(TimeSpan.FromMilliseconds(PollMs), time, cancellationToken);
        }

        return true;
    }
}
