namespace CloudApp.Operations.Engine;

/// <summary>What the machine must be before anything is installed; each thing that is missing is one sentence.</summary>
public static class Prerequisites
{
    private const string OsReleasePath = "/etc/os-release";
    private const string FilesystemsPath = "/proc/filesystems";
    private const string CgroupPath = "/proc/cgroups";

    private static readonly IReadOnlyList<string> Namespaces = ["net", "pid", "mnt"];

    // The controllers that runc sets limits with.
    private static readonly IReadOnlyList<string> Controllers = ["cpu", "memory", "pids", "devices"];

    /// <summary>All the reasons why an engine cannot run here; empty when it can.</summary>
    public static IReadOnlyList<string> Problems() => Problems(
        OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess,
        ReadOrEmpty(OsReleasePath),
        ReadOrEmpty(FilesystemsPath),
        ReadOrEmpty(CgroupPath),
        path => File.Exists(path) || Directory.Exists(path));

    /// <summary>Checks the machine.</summary>
    /// <exception cref="UserException">It cannot run an engine; the message lists every reason.</exception>
    public static void Check()
    {
        var problems = Problems();
        if (problems.Count > 0)
            throw new UserException(string.Join('\n', problems));
    }

    internal static IReadOnlyList<string> Problems(
        bool isRoot, string osRelease, string filesystems, string cgroups, Func<string, bool> exists)
    {
        var problems = new List<string>();
        if (!isRoot)
            problems.Add("This command must run as root, because it starts Docker engines and network namespaces: use sudo.");
        if (!IsDebian(osRelease))
            problems.Add($"This machine is not Debian ({OsReleasePath}), and the Docker engine is installed from Debian's packages: use Debian 12 or newer, or publish the bundles with `cloudapp publish` and run them with your own Docker engines.");
        else if (!exists("/usr/bin/apt-get") || !exists("/usr/bin/dpkg-deb"))
            problems.Add("apt-get or dpkg-deb is missing in /usr/bin; they install the Docker engine.");
        if (!filesystems.Contains("overlay", StringComparison.Ordinal) && !exists("/lib/modules"))
            problems.Add($"The kernel has no overlay file system ({FilesystemsPath}), which Docker keeps its images in.");
        foreach (var name in Namespaces.Where(name => !exists($"/proc/self/ns/{name}")))
            problems.Add($"The kernel has no '{name}' namespaces (/proc/self/ns/{name}), which the lab's hosts are made of.");
        foreach (var controller in Controllers.Where(controller => !HasController(cgroups, controller)))
            problems.Add($"The kernel has no '{controller}' cgroup controller ({CgroupPath}), which containers need.");
        if (!exists("/sys/fs/cgroup/cgroup.procs") && !exists("/sys/fs/cgroup/memory"))
            problems.Add("No cgroup file system is mounted at /sys/fs/cgroup, which containers need.");
        return problems;
    }

    private static bool IsDebian(string osRelease) =>
        osRelease.Split('\n').Select(line => line.Split('=', 2)).Any(pair =>
            pair is ["ID" or "ID_LIKE", var value] && value.Trim('"').Split(' ').Contains("debian", StringComparer.Ordinal));

    // A line is: name, hierarchy, number of cgroups, enabled. A kernel that no longer lists version 1 controllers is new enough to have them all.
    private static bool HasController(string cgroups, string controller) =>
        cgroups.Length == 0 || cgroups.Split('\n').Select(line => line.Split('\t')).Any(fields => fields.Length == 4
            && string.Equals(fields[0], controller, StringComparison.Ordinal) && fields[3].Trim() is "1");

    private static string ReadOrEmpty(string path) => File.Exists(path) ? File.ReadAllText(path) : string.Empty;
}
