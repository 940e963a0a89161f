using CloudApp.Topology.Compose;

namespace CloudApp.AppHost.Engine;

/// <summary>A Compose service as arguments of <c>docker run</c>. Pure. The environment's values are not among them: only its names.</summary>
internal static class ContainerArguments
{
    /// <summary>What makes a container ours and bound to its process.</summary>
    public static IEnumerable<string> Start(string name, string owner, string host) =>
    [
        "run", "--rm", "--name", name, "--label", $"{ContainerEngine.OwnerLabel}={owner}", "--label", $"cloudapp.host={host}",
    ];

    /// <summary>Limits, rights and mounts as the bundle has them.</summary>
    /// <param name="volumePrefix">In front of a named volume's name: both sites are on one engine.</param>
    /// <param name="bundleFolder">Where the bundle's configuration files lie.</param>
    public static IEnumerable<string> Of(ComposeService service, string volumePrefix, string bundleFolder)
    {
        List<string> arguments =
        [
            "--pull", service.PullPolicy, "--stop-signal", service.StopSignal, "--stop-timeout", service.StopGracePeriod.TrimEnd('s'),
            "--memory", service.MemLimit,
        ];
        if (service.ReadOnly)
            arguments.Add("--read-only");
        if (service.CpuShares is { } shares)
            arguments.AddRange(["--cpu-shares", FormattableString.Invariant($"{shares}")]);
        if (service.Healthcheck is { } check)
            arguments.AddRange(["--health-cmd", string.Join(' ', check.Test.Skip(1))]);
        AddEach("--cap-drop", service.CapDrop);
        AddEach("--cap-add", service.CapAdd);
        AddEach("--security-opt", service.SecurityOpt);
        AddEach("--tmpfs", service.Tmpfs);
        AddEach("--volume", service.Volumes.Select(mount => Mount(mount, volumePrefix, bundleFolder)));
        AddEach("--env", service.Environment.Keys);
        return arguments;

        void AddEach(string option, IEnumerable<string> values) => arguments.AddRange(values.SelectMany(value => new[] { option, value }));
    }

    // A directory of a host becomes a volume: here both hosts' directories would be the same one. What the mount says of the
    // host's own mounts has no meaning then.
    private static string Mount(string mount, string volumePrefix, string bundleFolder)
    {
        var parts = mount.Split(':');
        return parts[0][0] switch
        {
            '.' => string.Join(':', [Path.GetFullPath(parts[0], bundleFolder), .. parts[1..]]),
            '/' => $"{volumePrefix}-{parts[0].Trim('/').Replace('/', '-')}:{parts[1]}",
            _ => string.Join(':', [$"{volumePrefix}-{parts[0]}", .. parts[1..]]),
        };
    }
}
