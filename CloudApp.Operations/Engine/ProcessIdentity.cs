using System.Globalization;

namespace CloudApp.Operations.Engine;

/// <summary>
/// A process id together with the process's start time (clock ticks since boot), so that a number which
/// the kernel has given to another program is never taken for ours.
/// </summary>
internal sealed record ProcessIdentity(int Pid, long StartTicks)
{
    private const int StateField = 0;
    private const int StartTimeField = 19;

    /// <summary>True while that very process exists and is not a zombie.</summary>
    public bool IsAlive => ReadStat(Pid) is { } stat && stat.StartTicks == StartTicks && stat.State is not ('Z' or 'X');

    public static ProcessIdentity? Of(int pid) => ReadStat(pid) is { } stat ? new ProcessIdentity(pid, stat.StartTicks) : null;

    public static ProcessIdentity? Load(string path)
    {
        if (!File.Exists(path))
            return null;
        var parts = File.ReadAllText(path).Split(' ', StringSplitOptions.TrimEntries);
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            ? new ProcessIdentity(pid, ticks)
            : null;
    }

    public void Save(string path) => File.WriteAllText(path, string.Create(CultureInfo.InvariantCulture, $"{Pid} {StartTicks}\n"));

    /// <summary>The direct children that exist now.</summary>
    public IReadOnlyList<ProcessIdentity> Children() =>
        [.. Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0 && ReadStat(pid)?.ParentPid == Pid)
            .Select(Of)
            .OfType<ProcessIdentity>()];

    // /proc/PID/stat: pid (name) state ppid … ; the name may hold blanks and brackets, so count from its last ')'.
    private static (char State, int ParentPid, long StartTicks)? ReadStat(int pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (fields[StateField][0],
                int.Parse(fields[StateField + 1], CultureInfo.InvariantCulture),
                long.Parse(fields[StartTimeField], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
