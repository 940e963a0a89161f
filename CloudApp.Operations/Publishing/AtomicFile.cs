using System.Text;

namespace CloudApp.Operations.Publishing;

/// <summary>Writes a file whole or not at all, and not when it would not change.</summary>
internal static class AtomicFile
{
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    public const UnixFileMode Readable = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    public const UnixFileMode Executable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Puts text and mode in place; an equal file keeps its time stamp.</summary>
    /// <returns>True when the text was written.</returns>
    public static async Task<bool> WriteAsync(string path, string text, UnixFileMode mode, CancellationToken cancellationToken)
    {
        var bytes = Utf8.GetBytes(text);
        var existing = File.Exists(path) ? await File.ReadAllBytesAsync(path, cancellationToken) : null;
        if (existing is not null && bytes.AsSpan().SequenceEqual(existing))
        {
            if (File.GetUnixFileMode(path) != mode)
                File.SetUnixFileMode(path, mode);
            return false;
        }
        await ReplaceAsync(path, mode, stream => stream.WriteAsync(bytes, cancellationToken).AsTask(), cancellationToken);
        return true;
    }

    /// <summary>Writes beside the target, brings it to the disk, and renames: a reader sees the old file or the new one.</summary>
    public static async Task ReplaceAsync(string path, UnixFileMode mode, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Guid.NewGuid():N}.new";
        try
        {
            // The mode is given at creation: a secret is never readable by others, not even for a moment.
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
            await using (var stream = new FileStream(temporary, options))
            {
                await write(stream);
                await stream.FlushAsync(cancellationToken);
                stream.Flush(flushToDisk: true);
            }
            File.SetUnixFileMode(temporary, mode);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
