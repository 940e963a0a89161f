namespace CloudApp.Operations.Engine;

/// <summary>
/// The engine that builds images and runs component tests. It has no bridge network and no firewall rules,
/// so it changes nothing on the machine: builds and containers use --network=host.
/// </summary>
public static class BuilderEngine
{
    public static EngineOptions Options(CloudAppDirectories directories) => new(
        "builder",
        Path.Combine(directories.Cache, "builder"),
        Path.Combine(directories.Run, "builder"))
    {
        DaemonArguments = ["--bridge=none", "--iptables=false", "--ip6tables=false", "--log-level=warn"],
    };

    public static DockerEngine Create(CloudAppDirectories directories, EngineBinaries binaries, ProcessRunner runner, TimeProvider time) =>
        new(binaries, Options(directories), runner, time);
}
