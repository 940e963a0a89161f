using Microsoft.Win32.SafeHandles;

namespace CloudApp.Api.Storage.Objects;

/// <summary>The same content for several readers at once, each with a position of its own.</summary>
internal static class SharedContent
{
    /// <summary>A reader that may be disposed without harm to the content.</summary>
    /// <param name="content">Seekable; not read or moved by anybody else meanwhile.</param>
    internal static async Task<Stream> OpenAsync(Stream content, CancellationToken cancellationToken)
    {
        // Whatever is not a file is small, e.g. a thumbnail.
        if (content is FileStream file) return new FileReader(file.SafeFileHandle, file.Length);
        var bytes = new byte[content.Length];
        content.Position = 0;
        await content.ReadExactlyAsync(bytes, cancellationToken);
        return new MemoryStream(bytes, writable: false);
    }

    private sealed class FileReader(SafeFileHandle file, long length) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => true;
        public override bool CanWrite => false;
        public override long Length => length;
        public override long Position { get; set; }

        public override int Read(Span<byte> buffer) => Advance(RandomAccess.Read(file, buffer, Position));

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Advance(await RandomAccess.ReadAsync(file, buffer, Position, cancellationToken));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => Position + offset,
            _ => length + offset,
        };

        public override void Flush()
        {
            // Nothing is ever written.
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private int Advance(int count)
        {
            Position += count;
            return count;
        }
    }
}
