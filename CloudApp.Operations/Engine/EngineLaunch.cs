namespace CloudApp.Operations.Engine;

/// <summary>The command line that starts a dockerd in namespaces of its own. Pure: it returns the request and runs nothing.</summary>
public static class EngineLaunch
{
    // The first process of the PID namespace: it makes the mounts that only the engine sees, passes SIGTERM
    // on, and reaps what containers leave behind, which dockerd as PID 1 would not do.
    // /run/containerd is hidden so that dockerd starts its own containerd instead of using the machine's,
    // and so that two engines never meet in the sockets of their shims.
    private const string InitScript = """
        set -e
        mkdir -p /run/containerd
        mount -t tmpfs -o mode=0711 tmpfs /run/containerd
        while [ "$1" != -- ]; do mount --bind "$1" "$2"; shift 2; done
        shift
        "$@" &
        daemon=$!
        trap 'kill -TERM $daemon' TERM INT
        code=0
        wait $daemon || code=$?
        while kill -0 $daemon 2>/dev/null; do code=0; wait $daemon || code=$?; done
        exit $code
        """;

    // setsid: a Ctrl-C for our command must not reach the engine. $! stays the same process through every
    // exec, down to unshare, whose only child is the namespace's first process.
    private const string OuterScript = """
        log=$1; shift
        exec 3>>"$log"
        setsid "$@" >&3 2>&1 </dev/null 3>&- &
        echo $!
        """;

    public static ProcessRequest Command(EngineBinaries binaries, EngineOptions options)
    {
        List<string> arguments = ["-c", OuterScript, "sh", options.LogPath];
        if (options.NetworkNamespace is { } network)
            // Not `ip netns exec`: that mounts a new /sys and hides the cgroups from the engine.
            arguments.AddRange(["nsenter", $"--net={network}", "--"]);
        arguments.AddRange(["unshare", "--pid", "--mount", "--fork", "--kill-child", "--mount-proc", "--", "/bin/sh", "-c", InitScript, "engine"]);
        foreach (var (target, source) in options.BindMounts)
            arguments.AddRange([source, target]);
        arguments.Add("--");
        arguments.AddRange([binaries.Daemon, .. DaemonArguments(options)]);
        return new ProcessRequest("/bin/sh", arguments)
        {
            Purpose = $"starting the Docker engine '{options.Name}'",
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["PATH"] = binaries.SearchPath,
                ["DOCKER_HOST"] = null,
                ["NOTIFY_SOCKET"] = null,
            },
        };
    }

    /// <summary>How every engine of ours is started, whoever is its parent.</summary>
    public static IEnumerable<string> DaemonArguments(EngineOptions options) =>
    [
        $"--config-file={options.ConfigPath}",
        $"--data-root={options.DataRoot}",
        $"--exec-root={options.ExecRoot}",
        $"--pidfile={options.DaemonPidPath}",
        $"--host=unix://{options.SocketPath}",
        $"--cgroup-parent={options.CgroupParent}",
        "--exec-opt=native.cgroupdriver=cgroupfs",
        $"--shutdown-timeout={options.ContainerStopSeconds}",
        .. options.DaemonArguments,
    ];
}
