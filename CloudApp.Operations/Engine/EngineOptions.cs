namespace CloudApp.Operations.Engine;

/// <summary>One Docker engine: where its state lives and how it is started.</summary>
/// <param name="Name">Short name for messages and for its cgroup: letters, digits, '-'.</param>
/// <param name="DataRoot">Images, containers and volumes; survives a restart.</param>
/// <param name="RunDirectory">Socket, process id and exec root. Keep it short: a socket's path may have 107 bytes.</param>
public sealed record EngineOptions(string Name, string DataRoot, string RunDirectory)
{
    /// <summary>Path of the network namespace to run in, such as /run/netns/lab-host1; null: that of the caller.</summary>
    public string? NetworkNamespace { get; init; }

    /// <summary>Further arguments of dockerd, such as --bridge=none.</summary>
    public IReadOnlyList<string> DaemonArguments { get; init; } = [];

    /// <summary>How long dockerd waits for containers to stop before it kills them.</summary>
    public int ContainerStopSeconds { get; init; } = 15;

    /// <summary>Files that containers see instead of the machine's own: target path to source path, bind-mounted in the engine's mount namespace only.</summary>
    public IReadOnlyDictionary<string, string> BindMounts { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public string SocketPath => Path.Combine(RunDirectory, "docker.sock");

    public string ExecRoot => Path.Combine(RunDirectory, "exec");

    public string LogPath => Path.Combine(DataRoot, "dockerd.log");

    internal string ProcessPath => Path.Combine(RunDirectory, "engine.pid");

    internal string DaemonPidPath => Path.Combine(RunDirectory, "docker.pid");

    internal string ConfigPath => Path.Combine(RunDirectory, "daemon.json");

    /// <summary>All containers of this engine live below this cgroup, so that what a power-off leaves can be found.</summary>
    public string CgroupParent => $"/cloudapp-{Name}";
}
