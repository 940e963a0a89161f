namespace CloudApp.Api.Storage.Objects;

/// <summary>Disk space for uploads in flight, so that memory stays flat however many there are.</summary>
internal sealed class Spool(string directory)
{
    private const string Suffix = ".upload";

    /// <summary>Removes what a killed process left behind.</summary>
    /// <exception cref="IOException">The directory cannot be made or read.</exception>
    internal void Clean()
    {
        Directory.CreateDirectory(directory);
        foreach (var leftover in Directory.EnumerateFiles(directory, $"*{Suffix}")) File.Delete(leftover);
    }

    /// <summary>A new empty file. It has no name any more when this returns: closing it, or dying, frees its space.</summary>
    internal FileStream Create()
    {
        var path = Path.Combine(directory, $"{Guid.NewGuid():N}{Suffix}");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        File.Delete(path);
        return file;
    }
}
