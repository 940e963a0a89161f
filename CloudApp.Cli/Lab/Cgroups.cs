namespace CloudApp.Cli.Lab;

/// <summary>Removes the control groups that a killed engine leaves behind; they hold no process any more.</summary>
public static class Cgroups
{
    private const string Root = "/sys/fs/cgroup";

    /// <summary>Parent of every container's group of one host; the engine gets it as --cgroup-parent.</summary>
    public static string ParentOf(string lab, string host) => $"/cloudapp-{lab}-{host}";

    public static void Sweep(string parent)
    {
        // Version 2 has one tree, version 1 one per controller.
        foreach (var tree in Directory.EnumerateDirectories(Root).Prepend(Root))
            RemoveTree(tree + parent);
    }

    private static void RemoveTree(string path)
    {
        if (!Directory.Exists(path))
            return;
        foreach (var child in Directory.EnumerateDirectories(path))
            RemoveTree(child);
        // rmdir, not a recursive delete: a group's files are the kernel's. One that is still busy for a
        // moment is swept at the next power-off or power-on.
        _ = NativeMethods.RemoveDirectory(path);
    }
}
