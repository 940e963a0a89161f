using System.Globalization;

namespace CloudApp.Lab;

/// <summary>Reads /proc: which processes live in a network namespace, and which of them is a host's first one.
/// The kernel is the only record of that, so nothing can be stale after a crash of ours.</summary>
public static class ProcessTable
{
    /// <summary>Processes whose network namespace is the one mounted at <paramref name="namespacePath"/>.</summary>
    public static IReadOnlyList<int> InNetworkNamespace(string namespacePath)
    {
        var wanted = NetworkNamespaceId(namespacePath);
        return wanted is null ? [] : [.. All().Where(pid => string.Equals(NamespaceOf(pid, "net"), wanted, StringComparison.Ordinal))];
    }

    /// <summary>The first process (PID 1) of the host in that network namespace, or null when the host is off.</summary>
    public static int? FirstProcess(string namespacePath) =>
        InNetworkNamespace(namespacePath).Cast<int?>().FirstOrDefault(pid => IsFirstOfOneNamespace(pid!.Value));

    /// <summary>Processes that share the PID namespace of <paramref name="namespaceId"/> (as NamespaceOf gives it).</summary>
    public static IReadOnlyList<int> InPidNamespace(string namespaceId) =>
        [.. All().Where(pid => string.Equals(NamespaceOf(pid, "pid"), namespaceId, StringComparison.Ordinal))];

    /// <summary>Text such as <c>net:[4026531840]</c>, or null when the process is gone.</summary>
    public static string? NamespaceOf(int pid, string kind)
    {
        try
        {
            return File.ResolveLinkTarget($"/proc/{pid}/ns/{kind}", returnFinalTarget: false) is { } target
                ? Path.GetFileName(target.FullName)
                : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Is that process alive and not merely waiting to be reaped?</summary>
    public static bool IsAlive(int pid) =>
        Status(pid).FirstOrDefault(line => line.StartsWith("State:", StringComparison.Ordinal)) is { } state
        && !state.Contains('Z', StringComparison.Ordinal);

    private static string? NetworkNamespaceId(string path)
    {
        var inode = FileIdentity.NamespaceInode(path);
        return inode is null ? null : string.Create(CultureInfo.InvariantCulture, $"net:[{inode}]");
    }

    // A container on the host's network is first in its own, deeper namespace: it has three numbers, not two.
    private static bool IsFirstOfOneNamespace(int pid) =>
        Status(pid).FirstOrDefault(line => line.StartsWith("NSpid:", StringComparison.Ordinal)) is { } line
        && line.Split('\t', StringSplitOptions.RemoveEmptyEntries) is [_, _, "1"];

    private static string[] Status(int pid)
    {
        try
        {
            return File.ReadAllLines($"/proc/{pid}/status");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static IEnumerable<int> All() =>
        Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0);
}
