using System.Globalization;

namespace CloudApp.Operations.Engine;

/// <summary>A directory, what will be written there, and how its place is chosen.</summary>
/// <param name="Path">It need not exist yet.</param>
/// <param name="What">What is kept there, as a message says it.</param>
/// <param name="Mib">Room that must be free before, in MiB.</param>
/// <param name="Setting">Environment variable that names another place, or null.</param>
public sealed record DiskNeed(string Path, string What, long Mib, string? Setting = null);

/// <summary>A mounted file system and its room for us, in MiB.</summary>
public sealed record DiskRoom(string Mount, long FreeMib);

/// <summary>Says before long work that its disk is too small, instead of a compiler or an engine half-way.</summary>
public static class DiskSpace
{
    private const long BytesPerMib = 1024 * 1024;

    // Measured on a fresh machine, and rounded up: tars and layers of all images; three hosts' engines with their
    // images and volumes; what the compiler writes. What is there already needs only room to grow.
    private const long EmptyCacheMib = 8 * 1024;
    private const long FilledCacheMib = 2 * 1024;
    private const long NewLabMib = 7 * 1024;
    private const long OldLabMib = 1024;
    private const long BuildMib = 1536;
    private const long NewAppHostMib = 4 * 1024;

    /// <summary>Checks that the machine's disks have room to build the programs and to start a lab.</summary>
    /// <param name="lab">Name of the lab.</param>
    /// <param name="withAppHost">Whether the AppHost's tests are to run, which bring an engine of their own.</param>
    /// <exception cref="UserException">One is too small; the message says which, how much is missing and what to do.</exception>
    public static void Check(string root, CloudAppDirectories directories, string lab, bool withAppHost = false)
    {
        var problems = Problems(NeedsOf(root, directories, lab, withAppHost), [.. DriveInfo.GetDrives().Select(RoomOn).OfType<DiskRoom>()]);
        if (problems.Count > 0)
            throw new UserException(string.Join('\n', problems));
    }

    /// <summary>What building the programs and starting a lab takes.</summary>
    internal static IReadOnlyList<DiskNeed> NeedsOf(string root, CloudAppDirectories directories, string lab, bool withAppHost = false)
    {
        var appHost = directories.AppHost(lab);
        var images = Path.Combine(directories.Cache, "images");
        var hosts = Path.Combine(directories.State, "labs", lab);
        var isFilled = Directory.Exists(images) && Directory.EnumerateFiles(images, "*.tar").Any();
        return
        [
            new DiskNeed(root, "the compiled programs", Directory.Exists(Path.Combine(root, "artifacts/publish")) ? 0 : BuildMib),
            new DiskNeed(directories.Cache, "the images", isFilled ? FilledCacheMib : EmptyCacheMib, CloudAppDirectories.CacheVariable),
            new DiskNeed(directories.State, "the lab's disks", Directory.Exists(hosts) ? OldLabMib : NewLabMib, CloudAppDirectories.StateVariable),
            .. withAppHost
                ? [new DiskNeed(appHost, "the AppHost's engine", Directory.Exists(appHost) ? OldLabMib : NewAppHostMib, CloudAppDirectories.StateVariable)]
                : Array.Empty<DiskNeed>(),
        ];
    }

    /// <summary>One sentence per file system that is too small for all that will be written to it.</summary>
    internal static IReadOnlyList<string> Problems(IReadOnlyList<DiskNeed> needs, IReadOnlyList<DiskRoom> rooms) =>
    [
        .. needs.Where(need => need.Mib > 0)
            .GroupBy(need => RoomOf(need.Path, rooms))
            .Where(group => group.Key is { } room && room.FreeMib < group.Sum(need => need.Mib))
            .Select(group => Sentence(group.Key!, [.. group])),
    ];

    // Null for what tells nobody its size, such as another user's FUSE mount.
    private static DiskRoom? RoomOn(DriveInfo drive)
    {
        try
        {
            return drive.IsReady ? new DiskRoom(drive.Name, drive.AvailableFreeSpace / BytesPerMib) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static DiskRoom? RoomOf(string path, IReadOnlyList<DiskRoom> rooms) =>
        rooms.Where(room => IsBelow(path, room.Mount)).MaxBy(room => room.Mount.Length);

    private static bool IsBelow(string path, string mount) =>
        string.Equals(path, mount, StringComparison.Ordinal) || path.StartsWith(mount.TrimEnd('/') + "/", StringComparison.Ordinal);

    private static string Sentence(DiskRoom room, IReadOnlyList<DiskNeed> needs)
    {
        var places = string.Join(", ", needs.Select(need => $"{Gib(need.Mib)} for {need.What} in {need.Path}{(need.Setting is null ? "" : $" ({need.Setting} names another place)")}"));
        return $"Too little room on {room.Mount}: {Gib(room.FreeMib)} free, {Gib(needs.Sum(need => need.Mib))} needed: {places}. "
            + "Make room; './cloudapp down --volumes' deletes a lab's disks.";
    }

    private static string Gib(long mib) => string.Create(CultureInfo.InvariantCulture, $"{mib / 1024.0:0.0} GiB");
}
