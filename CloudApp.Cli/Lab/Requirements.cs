namespace CloudApp.Cli.Lab;

/// <summary>What a lab needs from the machine, and which sentence says so when it is missing.</summary>
public static class Requirements
{
    /// <summary>Debian's package for each program that the lab runs.</summary>
    public static readonly IReadOnlyDictionary<string, string> Programs = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["ip"] = "iproute2",
        ["bridge"] = "iproute2",
        ["nsenter"] = "util-linux",
        ["unshare"] = "util-linux",
        ["setsid"] = "util-linux",
        ["iptables"] = "iptables",
        ["socat"] = "socat",
        ["sysctl"] = "procps",
        ["runc"] = "runc",
        ["ab"] = "apache2-utils",
        ["curl"] = "curl",
    };

    /// <summary>Every missing thing at once; installs Debian packages where apt is there.</summary>
    /// <exception cref="LabException">Something is missing that cannot be installed from here.</exception>
    public static async Task EnsureAsync(Action<string> say, CancellationToken cancellation)
    {
        RequireRoot();
        var missing = Programs.Where(pair => !IsOnPath(pair.Key)).Select(pair => pair.Value).Distinct(StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
            await InstallAsync(missing, say, cancellation);
        RequireKernel();
    }

    public static void RequireRoot()
    {
        if (NativeMethods.EffectiveUserId() != 0)
            throw new LabException("The lab makes network namespaces and mounts, so it needs root. Run this with sudo.");
    }

    public static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "/usr/sbin:/usr/bin:/sbin:/bin")
            .Split(':').Append("/usr/sbin").Append("/sbin")
            .Any(directory => File.Exists(Path.Combine(directory, program)));

    private static async Task InstallAsync(List<string> packages, Action<string> say, CancellationToken cancellation)
    {
        var names = string.Join(' ', packages);
        if (!IsOnPath("apt-get"))
            throw new LabException($"The lab needs these Debian packages (or their like on this system): {names}. Install them, then run this again.");
        say($"installing {names}");
        var apt = new Dictionary<string, string>(StringComparer.Ordinal) { ["DEBIAN_FRONTEND"] = "noninteractive" };
        IReadOnlyList<string> install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", .. packages];
        if ((await Tool.RunAsync(install, cancellation, apt)).Succeeded)
            return;
        await Tool.RequireAsync(["apt-get", "update", "-q"], cancellation, apt);
        await Tool.RequireAsync(install, cancellation, apt);
    }

    private static void RequireKernel()
    {
        var missing = new List<string>();
        foreach (var kind in (string[])["net", "pid", "mnt", "uts", "ipc"])
        {
            if (!File.Exists($"/proc/self/ns/{kind}"))
                missing.Add($"{kind} namespaces");
        }

        if (!File.ReadAllText("/proc/filesystems").Contains("\toverlay", StringComparison.Ordinal) && !CanLoad("overlay"))
            missing.Add("the overlay file system");
        if (!Directory.Exists("/sys/fs/cgroup"))
            missing.Add("control groups at /sys/fs/cgroup");
        foreach (var module in (string[])["bridge", "veth", "br_netfilter"])
        {
            if (!Directory.Exists($"/sys/module/{module}") && !CanLoad(module) && !IsBuiltIn(module))
                missing.Add($"the {module} driver");
        }

        if (missing.Count > 0)
            throw new LabException($"This kernel lacks {string.Join(", ", missing)}; the lab cannot run here. Use a usual distribution kernel.");
    }

    private static bool CanLoad(string module)
    {
        if (!IsOnPath("modprobe"))
            return false;
        using var process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("modprobe", ["-q", module]) { UseShellExecute = false, RedirectStandardError = true });
        process?.WaitForExit();
        return process?.ExitCode == 0;
    }

    // A driver without parameters that is part of the kernel shows nothing under /sys/module: try it instead.
    private static bool IsBuiltIn(string module)
    {
        if (string.Equals(module, "br_netfilter", StringComparison.Ordinal))
            return Directory.Exists("/proc/sys/net/bridge");
        using var process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("unshare", ["--net", "ip", "link", "add", "probe0", "type", module])
            {
                UseShellExecute = false,
                RedirectStandardError = true,
            });
        process?.WaitForExit();
        return process?.ExitCode == 0;
    }
}
