using System.Globalization;
using CloudApp.Operations;

namespace CloudApp.Lab;

/// <summary>Stops every process of one host at once, as a paused virtual machine's, and lets them go on. The host's kernel, which
/// is this machine's, goes on answering: connections stay open, and new ones are accepted until the queues are full.</summary>
internal sealed class HostFreezer(string host, FreezerFiles? files, TimeProvider time)
{
    private const int PollMs = 10;
    private const int FreezeSeconds = 10;

    public bool IsFrozen => files is not null && File.Exists(files.State) && ReadLines(files.State).Contains(files.FrozenLine, StringComparer.Ordinal);

    /// <summary>Returns when nothing of the host runs any more.</summary>
    /// <exception cref="UserException">The kernel cannot, or a process hangs in it.</exception>
    public async Task FreezeAsync(CancellationToken cancellationToken)
    {
        if (files is null)
            throw new UserException("This machine's kernel has no freezer for control groups: neither /sys/fs/cgroup/freezer nor cgroups of version 2.");
        if (!File.Exists(files.Control) || ReadLines(Path.Combine(files.EngineGroup, "cgroup.procs")).Length == 0)
            throw new UserException($"The processes of {host} are in no group that can be frozen ({files.EngineGroup}): it was booted by an older version. Power it off and on.");
        await File.WriteAllTextAsync(files.Control, files.FreezeWord, cancellationToken);
        var start = time.GetTimestamp();
        while (!IsFrozen)
        {
            if (time.GetElapsedTime(start).TotalSeconds >= FreezeSeconds)
            {
                Wake();
                throw new UserException(string.Create(
                    CultureInfo.InvariantCulture, $"Not all of {host} could be frozen within {FreezeSeconds} s: a process hangs in the kernel, perhaps at a slow disk. It runs on; try again."));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(PollMs), time, cancellationToken);
        }
    }

    /// <summary>Lets it go on; does nothing where it is not frozen.</summary>
    public void Wake()
    {
        if (files is not null && File.Exists(files.Control))
            File.WriteAllText(files.Control, files.WakeWord);
    }

    /// <summary>Everything of the host, dying or not: a frozen process takes its SIGKILL when it is woken, and does nothing else then.</summary>
    public IReadOnlyList<int> Processes() => files is null || !Directory.Exists(files.Group)
        ? []
        : [.. Directory.EnumerateFiles(files.Group, "cgroup.procs", SearchOption.AllDirectories).SelectMany(ReadLines)
            .Select(static line => int.Parse(line, NumberStyles.None, CultureInfo.InvariantCulture)).Where(static pid => pid > 0)];

    // A group may go away while it is looked at.
    private static string[] ReadLines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (IOException)
        {
            return [];
        }
    }
}
