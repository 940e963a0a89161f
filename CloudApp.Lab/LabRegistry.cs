namespace CloudApp.Lab;

/// <summary>Which labs are up on this machine. The kernel's list of mounts is the only record, so nobody has to be root and nothing can be stale.</summary>
public static class LabRegistry
{
    private const string Folder = "/run/netns/";
    private const string Suffix = $"-{LabPlan.SwitchName}";

    /// <summary>Their names, in order.</summary>
    public static IReadOnlyList<string> Up() => Up(File.ReadLines("/proc/self/mountinfo"));

    /// <summary>How to name one of them; empty when none is up.</summary>
    public static string Hint() => Hint(Up());

    internal static IReadOnlyList<string> Up(IEnumerable<string> mounts) =>
    [
        .. mounts.Select(static line => line.Split(' ')).Where(static fields => fields.Length > 4 && fields[3].StartsWith("net:[", StringComparison.Ordinal))
            .Select(static fields => fields[4])
            .Where(static path => path.StartsWith(Folder, StringComparison.Ordinal) && path.EndsWith(Suffix, StringComparison.Ordinal))
            .Select(static path => path[Folder.Length..^Suffix.Length]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    internal static string Hint(IReadOnlyList<string> labs) => labs.Count == 0
        ? ""
        : $"Labs that are up on this machine: {string.Join(", ", labs)}; if you mean one, add '--lab {labs[0]}'.";
}
