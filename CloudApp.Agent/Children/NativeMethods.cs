using System.Runtime.InteropServices;

namespace CloudApp.Agent.Children;

/// <summary>The few calls of the C library that .NET has no name for.</summary>
internal static partial class NativeMethods
{
    internal const int SetParentDeathSignal = 1;
    internal const int SigKill = 9;
    internal const int SigTerm = 15;

    /// <summary>O_RDONLY, O_DIRECTORY and O_CLOEXEC of Linux.</summary>
    private const int ReadOnlyDirectory = 0x10000 | 0x80000;

    /// <summary>CLOCK_BOOTTIME of Linux.</summary>
    private const int BootTimeClock = 7;

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ReadClock(int clock, out TimeSpec now);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static partial int Prctl(int option, nuint value, nuint unused3, nuint unused4, nuint unused5);

    [LibraryImport("libc", EntryPoint = "getppid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static partial int GetParentProcessId();

    [LibraryImport("libc", EntryPoint = "nice", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static partial int Nice(int increment);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "execvp", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static partial int Exec(string file, string?[] arguments);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Synchronize(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int file);

    /// <summary>Monotonic, and goes on while the machine is suspended.</summary>
    /// <exception cref="PlatformNotSupportedException">The kernel has no such clock.</exception>
    internal static long BootTimeMs() => ReadClock(BootTimeClock, out var now) == 0
        ? ((long)now.Seconds * 1_000) + ((long)now.Nanoseconds / 1_000_000)
        : throw new PlatformNotSupportedException($"CLOCK_BOOTTIME cannot be read (error {Marshal.GetLastPInvokeError()}).");

    /// <summary>A renamed file is on disk only when its directory is.</summary>
    /// <exception cref="IOException">It could not be done.</exception>
    internal static void SyncDirectory(string path)
    {
        var directory = Open(path, ReadOnlyDirectory);
        if (directory < 0)
            throw new IOException($"{path} could not be opened (error {Marshal.GetLastPInvokeError()}).");
        var result = Synchronize(directory);
        var error = Marshal.GetLastPInvokeError();
        _ = Close(directory);
        if (result != 0)
            throw new IOException($"{path} could not be written to disk (error {error}).");
    }

    /// <summary>struct timespec of a 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TimeSpec
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }
}
