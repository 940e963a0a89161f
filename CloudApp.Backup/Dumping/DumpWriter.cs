using System.IO.Compression;
using CloudApp.Backup.Planning;

namespace CloudApp.Backup.Dumping;

/// <summary>Compresses a dump into a file that is on disk when this returns, and looks at it as it passes.</summary>
internal static class DumpWriter
{
    private const int BufferBytes = 128 * 1024;

    /// <exception cref="IOException">The disk is full or broken.</exception>
    internal static async Task<DumpTail> WriteAsync(Stream dump, string file, CancellationToken cancellationToken)
    {
        var tail = new DumpTail();
        await using var target = new FileStream(file, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            Options = FileOptions.Asynchronous,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead,
        });
        await using (var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true))
        {
            var buffer = new byte[BufferBytes];
            while (await dump.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                tail.Add(buffer.AsSpan(0, count));
                await gzip.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }
        }
        target.Flush(flushToDisk: true);
        return tail;
    }
}
