namespace CloudApp.Operations.Engine;

/// <summary>Where the private Docker programs are, and the environment that they are run with.</summary>
/// <param name="Root">The directory into which the packages were unpacked.</param>
/// <param name="ConfigDirectory">DOCKER_CONFIG: the CLI plugins, and nothing of the user's own configuration.</param>
public sealed record EngineBinaries(string Root, string ConfigDirectory)
{
    public string Docker => Path.Combine(Root, "usr/bin/docker");

    public string Daemon => Path.Combine(Root, "usr/sbin/dockerd");

    public string PluginDirectory => Path.Combine(Root, "usr/libexec/docker/cli-plugins");

    /// <summary>Our programs first, then the machine's own, which brings runc and iptables.</summary>
    public string SearchPath => string.Join(':',
        Path.Combine(Root, "usr/sbin"), Path.Combine(Root, "usr/bin"),
        "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");
}
