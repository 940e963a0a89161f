namespace CloudApp.Lab;

/// <summary>Looks behind a path under /run/netns: is it a mounted namespace, and which one?</summary>
public static class FileIdentity
{
    /// <summary>The namespace's number, or null when nothing is mounted there (a plain file left by a reboot counts as nothing).</summary>
    public static long? NamespaceInode(string path)
    {
        // A line of mountinfo for a namespace: ... net:[4026532450] /run/netns/lab-host1 rw ... - nsfs nsfs rw
        foreach (var line in File.ReadLines("/proc/self/mountinfo"))
        {
            var fields = line.Split(' ');
            if (fields.Length > 4
                && string.Equals(fields[4], path, StringComparison.Ordinal)
                && fields[3].StartsWith("net:[", StringComparison.Ordinal))
            {
                return long.Parse(fields[3].AsSpan()[5..^1]);
            }
        }

        return null;
    }
}
