using CloudApp.Operations;
using CloudApp.Operations.Engine;
using CloudApp.Operations.Machines;

namespace CloudApp.Lab;

/// <summary>Two Docker hosts, a monitor and a client on one switch, all on this machine. Every member may be called
/// again at any time, whatever state the lab is in.</summary>
public sealed class LabSystem(LabPlan plan, EngineBinaries binaries, TimeProvider time)
{
    private static readonly TimeSpan LockWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ExecTimeout = TimeSpan.FromMinutes(10);

    private readonly LabNetwork _network = new(plan);
    private readonly ProcessRunner _runner = new(time);

    public LabPlan Plan { get; } = plan;

    public LabPaths Paths { get; } = LabPaths.For(plan.Name, CloudAppDirectories.FromEnvironment());

    public NetworkNamespace Client { get; } = new(plan.NetworkNamespacePath(LabPlan.ClientName));

    public Forwarder Forwarder => new(Plan, Paths, time);

    private ServiceDisks Disks => new(this);

    private HostPower Power => new(Plan, Paths, binaries, time);

    /// <summary>Makes what is missing of the network and boots every host that is off, all at once.</summary>
    public async Task UpAsync(CancellationToken cancellationToken)
    {
        using var held = await LockAsync(cancellationToken);
        await _network.EnsureSwitchAsync(cancellationToken);
        await _network.EnsureMachineAsync(Plan.Client, cancellationToken);
        await Task.WhenAll(Plan.Hosts.Select(host => Power.OnAsync(host, cancellationToken)));
    }

    /// <summary>Shuts the hosts down in order and removes everything but their disks.</summary>
    /// <param name="deleteDisks">True removes the disks as well: images, volumes, logs, bundles and their secrets.</param>
    public async Task DownAsync(bool deleteDisks, CancellationToken cancellationToken)
    {
        using (var held = await LockAsync(cancellationToken))
        {
            Forwarder.Stop();
            await Task.WhenAll(Plan.Hosts.Select(host => Power.ShutDownAsync(host, cancellationToken)));
            foreach (var pid in ProcessTable.InNetworkNamespace(Plan.NetworkNamespacePath(LabPlan.ClientName)))
                Signals.Kill(pid);
            await LabNetwork.DeleteNamespaceAsync(Plan.Namespace(LabPlan.ClientName), cancellationToken);
            await LabNetwork.DeleteNamespaceAsync(Plan.SwitchNamespace, cancellationToken);
            if (deleteDisks && Directory.Exists(Paths.State))
                await Tool.RequireAsync(["rm", "-rf", "--one-file-system", Paths.State], cancellationToken);
        }
    }

    public async Task PowerOffAsync(string host, CancellationToken cancellationToken)
    {
        using var held = await LockAsync(cancellationToken);
        await Power.OffAsync(Plan.Host(host), cancellationToken);
    }

    public async Task PowerOnAsync(string host, CancellationToken cancellationToken)
    {
        using var held = await LockAsync(cancellationToken);
        if (FileIdentity.NamespaceInode($"/run/netns/{Plan.SwitchNamespace}") is null)
            throw new UserException($"The lab '{Plan.Name}' is not up. Run './cloudapp up --lab {Plan.Name}' first.");
        await Power.OnAsync(Plan.Host(host), cancellationToken);
    }

    /// <summary>Stops every process of a host at once, its engine's and its first one too, as a paused virtual machine's. The kernel goes
    /// on answering for it. Commands that are run inside are not stopped, but the engine does not answer them.</summary>
    /// <exception cref="UserException">The host is off, or this kernel cannot freeze.</exception>
    public async Task FreezeAsync(string host, CancellationToken cancellationToken)
    {
        using var held = await LockAsync(cancellationToken);
        if (!IsOn(Plan.Host(host)))
            throw IsPoweredOff(host);
        await Power.FreezeAsync(Plan.Host(host), cancellationToken);
    }

    /// <summary>Lets a frozen host go on; does nothing to one that is not frozen.</summary>
    public async Task WakeAsync(string host, CancellationToken cancellationToken)
    {
        using var held = await LockAsync(cancellationToken);
        Power.Wake(Plan.Host(host));
    }

    /// <summary>Parts a machine from the others.</summary>
    /// <param name="silent">True drops frames while the carrier stays, as a broken switch does.</param>
    public Task CutAsync(string machine, bool silent, CancellationToken cancellationToken) =>
        _network.CutAsync(Plan.Machine(machine), silent, cancellationToken);

    /// <summary>Parts a machine from the others one way: it hears nothing, or nothing of what it sends arrives; the carrier stays.</summary>
    public Task CutAsync(string machine, LinkDirection direction, CancellationToken cancellationToken) =>
        _network.CutAsync(Plan.Machine(machine), direction, cancellationToken);

    /// <summary>Loses a share of what a machine sends.</summary>
    /// <param name="percent">0 to 100; 0 takes it back.</param>
    public Task LoseAsync(string machine, int percent, CancellationToken cancellationToken) =>
        _network.LoseAsync(Plan.Machine(machine), percent, cancellationToken);

    /// <summary>Undoes every cut of a machine's cable, and its loss.</summary>
    public Task MendAsync(string machine, CancellationToken cancellationToken) =>
        _network.MendAsync(Plan.Machine(machine), cancellationToken);

    /// <summary>The hosts that have a service, in the plan's order.</summary>
    /// <exception cref="UserException">None has it, or one is off and cannot be asked.</exception>
    public Task<IReadOnlyList<string>> HostsWithAsync(string service, CancellationToken cancellationToken) =>
        Disks.HostsWithAsync(service, cancellationToken);

    /// <summary>Loses the disk of a service: every volume of it is empty when its container starts again. On several hosts at once, all are stopped meanwhile.</summary>
    public Task WipeAsync(IReadOnlyList<string> hosts, string service, CancellationToken cancellationToken) =>
        Disks.WipeAsync(hosts, service, cancellationToken);

    /// <summary>Copies a service's volumes aside, with the service stopped on all these hosts meanwhile. An older copy of the same name is replaced.</summary>
    /// <param name="name">1 to 40 lower-case letters, digits and '-'.</param>
    public Task SaveAsync(IReadOnlyList<string> hosts, string service, string name, CancellationToken cancellationToken) =>
        Disks.SaveAsync(hosts, service, name, cancellationToken);

    /// <summary>Puts such copies back in the place of what is there now, with the service stopped on all these hosts meanwhile.</summary>
    /// <exception cref="UserException">A copy is missing; nothing was stopped then.</exception>
    public Task PutBackAsync(IReadOnlyList<string> hosts, string service, string name, CancellationToken cancellationToken) =>
        Disks.PutBackAsync(hosts, service, name, cancellationToken);

    /// <summary>A disk of its own for a service, small enough to be filled.</summary>
    public SmallDisk SmallDisk(string host, string service) => new(this, Plan.Host(host).Name, service);

    public bool IsOn(LabMachine host) => Power.IsOn(host);

    public bool IsFrozen(LabMachine host) => Power.IsFrozen(host);

    /// <summary>on, off or frozen.</summary>
    public string PowerState(LabMachine host) =>
        !IsOn(host) ? MachineCondition.Off : IsFrozen(host) ? MachineCondition.Frozen : MachineCondition.On;

    /// <summary>For what needs the host's engine.</summary>
    /// <exception cref="UserException">The host is off or frozen.</exception>
    internal void RequireRunning(string host)
    {
        if (!IsOn(Plan.Host(host)))
            throw IsPoweredOff(host);
        if (IsFrozen(Plan.Host(host)))
            throw new UserException($"'{host}' of lab '{Plan.Name}' is frozen: its engine does not answer. './cloudapp lab wake --lab {Plan.Name} {host}' lets it go on.");
    }

    public Task<string> LinkStateAsync(LabMachine machine, CancellationToken cancellationToken) =>
        _network.LinkStateAsync(machine, cancellationToken);

    /// <summary>The machine as an operator's commands see it.</summary>
    public IMachine Machine(string name) => new NamespaceMachine(this, Plan.Machine(name));

    /// <summary>Runs a command inside a machine and returns what it said.</summary>
    public Task<ProcessResult> ExecAsync(string machine, IReadOnlyList<string> argv, CancellationToken cancellationToken) =>
        RunAsync(machine, new ProcessRequest(argv[0], [.. argv.Skip(1)]) { Timeout = ExecTimeout, Purpose = $"running a command in {machine}" }, cancellationToken);

    /// <summary>Runs a program inside a machine.</summary>
    public Task<ProcessResult> RunAsync(string machine, ProcessRequest request, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> all = [.. Enter(machine), request.FileName, .. request.Arguments];
        var environment = InsideVariables();
        foreach (var (name, value) in request.Environment)
            environment[name] = value;
        return _runner.RunAsync(
            request with { FileName = all[0], Arguments = [.. all.Skip(1)], Environment = environment, Purpose = request.Purpose ?? $"running {request.FileName} in {machine}" },
            cancellationToken);
    }

    /// <summary>Runs a command inside a machine on our own terminal; returns its exit code.</summary>
    public Task<int> ExecPassThroughAsync(string machine, IReadOnlyList<string> argv) =>
        Tool.PassThroughAsync([.. Enter(machine), .. argv], InsideVariables());

    /// <summary>The docker command against a host's engine, from outside.</summary>
    public DockerCli Docker(string host) => new(binaries, Paths.EngineSocket(Plan.Host(host).Name), _runner);

    /// <summary>Runs <c>docker</c> against a host's engine and returns its exit code, whatever it is.</summary>
    public Task<ProcessResult> DockerAsync(string host, IReadOnlyList<string> argv, CancellationToken cancellationToken) =>
        Docker(host).TryAsync(argv, cancellationToken);

    private Task<FileLock> LockAsync(CancellationToken cancellationToken) =>
        FileLock.TakeAsync(Paths.LockFile, LockWait, waiting: null, time, cancellationToken);

    private Dictionary<string, string?> InsideVariables() => new(StringComparer.Ordinal)
    {
        ["PATH"] = binaries.SearchPath,
        ["DOCKER_CONFIG"] = binaries.ConfigDirectory,
        ["DOCKER_HOST"] = "unix:///run/docker.sock",
        ["DOCKER_CONTEXT"] = null,
        ["DOCKER_CLI_HINTS"] = "false",
    };

    private IReadOnlyList<string> Enter(string name)
    {
        var machine = Plan.Machine(name);
        if (!machine.HasEngine)
        {
            return FileIdentity.NamespaceInode(Plan.NetworkNamespacePath(name)) is not null
                ? ["nsenter", $"--net={Plan.NetworkNamespacePath(name)}", "--"]
                : throw new UserException($"The lab '{Plan.Name}' is not up. Run './cloudapp up --lab {Plan.Name}' first.");
        }

        return Power.FirstProcess(machine) is { } first
            ? ["nsenter", $"--target={first}", "--net", "--pid", "--mount", "--uts", "--ipc", "--"]
            : throw IsPoweredOff(name);
    }

    private UserException IsPoweredOff(string host) =>
        new($"'{host}' of lab '{Plan.Name}' is powered off. './cloudapp lab power-on --lab {Plan.Name} {host}' or './cloudapp up --lab {Plan.Name}' starts it.");
}
