namespace CloudApp.Operations.Engine;

/// <summary>Removes the empty cgroups that a killed engine leaves; without this they pile up until the machine restarts.</summary>
public static class EngineCgroups
{
    /// <summary>Where the kernel shows its cgroups.</summary>
    public const string Mount = "/sys/fs/cgroup";

    /// <summary>Removes the cgroup and all below it, as far as they are empty.</summary>
    /// <param name="parent">The engine's cgroup, such as /cloudapp-host1.</param>
    public static void Remove(string parent)
    {
        if (!Directory.Exists(Mount))
            return;
        // Version 1 has a hierarchy per controller, version 2 has one for all.
        foreach (var hierarchy in Directory.EnumerateDirectories(Mount).Append(Mount))
            RemoveTree(hierarchy + parent);
    }

    private static void RemoveTree(string directory)
    {
        if (!Directory.Exists(directory) || new DirectoryInfo(directory).LinkTarget is not null)
            return;
        foreach (var child in Directory.EnumerateDirectories(directory))
            RemoveTree(child);
        try
        {
            // A cgroup is removed by rmdir alone; its files are not files.
            Directory.Delete(directory);
        }
        catch (IOException)
        {
            // Still in use, or going away: the next start tries again.
        }
    }
}
