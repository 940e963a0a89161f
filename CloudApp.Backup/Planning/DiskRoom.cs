using System.Globalization;

namespace CloudApp.Backup.Planning;

/// <summary>Whether a disk has room for the next backup, judged by the last one. Pure.</summary>
/// <param name="NeededBytes">What the next one is expected to take, with a reserve.</param>
internal sealed record DiskRoom(string Place, long FreeBytes, long NeededBytes)
{
    private const long MiB = 1024 * 1024;

    /// <summary>A database grows; half as much again is asked for.</summary>
    private const double Reserve = 1.5;

    private const long MinBackupBytes = 16 * MiB;

    /// <summary>An empty server takes about 130 MB, its temporary files come on top.</summary>
    private const long EmptyServerBytes = 256 * MiB;

    /// <summary>A table with its indexes may take three times its dump.</summary>
    private const double RestoredPerDumped = 3;

    public bool IsEnough => FreeBytes >= NeededBytes;

    /// <summary>What is wrong, in one sentence; empty when nothing is.</summary>
    public string Problem => IsEnough
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{Place} has {FreeBytes / MiB} MiB free and {NeededBytes / MiB} MiB are needed: make room there.");

    public static DiskRoom ForBackup(string place, long freeBytes, long lastBytes) =>
        new(place, freeBytes, Math.Max(MinBackupBytes, (long)(lastBytes * Reserve)));

    public static DiskRoom ForRestore(string place, long freeBytes, long uncompressedBytes) =>
        new(place, freeBytes, EmptyServerBytes + (long)(uncompressedBytes * RestoredPerDumped));
}
