using System.Runtime.InteropServices;

namespace CloudApp.Backup.Storage;

/// <summary>A new, renamed or deleted name is on disk when its directory is; .NET has no call for that.</summary>
internal static partial class DurableDirectory
{
    private const int ReadOnlyCloseOnExec = 0x80000; // O_RDONLY | O_CLOEXEC, the same on every machine that is supported

    /// <exception cref="IOException">It could not be done.</exception>
    internal static void Sync(string path)
    {
        var directory = Open(path, ReadOnlyCloseOnExec);
        if (directory < 0)
            throw Failure(path);
        try
        {
            if (Synchronize(directory) != 0)
                throw Failure(path);
        }
        finally
        {
            _ = Close(directory);
        }
    }

    private static IOException Failure(string path) => new($"{path} could not be brought to disk: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Synchronize(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int file);
}
