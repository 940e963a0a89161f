using System.Buffers;
using System.Security.Cryptography;
using CloudApp.Api.Formats;
using CloudApp.Api.Problems;
using CloudApp.Api.Storage.Objects;

namespace CloudApp.Api.Uploads;

/// <summary>Takes an image from the wire while it is counted, hashed and recognised.</summary>
internal sealed class ImageSpooler(Spool spool)
{
    /// <summary>Reads the image to its end; the result owns what holds it.</summary>
    /// <exception cref="ProblemException">The image is empty, too large or none at all.</exception>
    internal async Task<SpooledImage> SpoolAsync(Stream source, CancellationToken cancellationToken)
    {
        var held = new Held(spool);
        try
        {
            return await CopyAsync(source, held, cancellationToken);
        }
        catch
        {
            await held.Content.DisposeAsync();
            throw;
        }
    }

    private static async Task<SpooledImage> CopyAsync(Stream source, Held held, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var head = new byte[ImageType.HeadBytes];
        var buffer = ArrayPool<byte>.Shared.Rent(UploadLimits.CopyBufferBytes);
        try
        {
            var size = 0L;
            int count;
            while ((count = await source.ReadAsync(buffer.AsMemory(0, UploadLimits.CopyBufferBytes), cancellationToken)) > 0)
            {
                if (size < head.Length) buffer.AsSpan(0, Math.Min(count, head.Length - (int)size)).CopyTo(head.AsSpan((int)size));
                size += count;
                if (size > ImageLimits.BytesMax) throw new ProblemException(UploadProblems.ImageTooLarge);
                hash.AppendData(buffer, 0, count);
                await held.WriteAsync(buffer.AsMemory(0, count), size, cancellationToken);
            }

            if (size == 0) throw new ProblemException(UploadProblems.ImageEmpty);
            var start = head.AsMemory(0, (int)Math.Min(size, head.Length));
            var type = ImageType.Detect(start.Span) ?? throw new ProblemException(UploadProblems.ImageTypeUnknown);
            // A decoder may find a size where we find none, and unpack whatever it says.
            var pixels = ImageSize.Read(type, start.Span, held.Content)?.Pixels ?? throw new ProblemException(UploadProblems.ImageSizeUnknown);
            if (pixels > ImageLimits.PixelsMax) throw new ProblemException(UploadProblems.ImageTooManyPixels);
            return new SpooledImage(held.Content, type, size, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>What has come of an image so far: in memory while it is small, else on disk.</summary>
    private sealed class Held(Spool spool)
    {
        internal Stream Content { get; private set; } = new MemoryStream();

        /// <summary>Appends to what has come.</summary>
        /// <exception cref="ProblemException">The disk is full, or does not work: nothing that the client could have done otherwise.</exception>
        internal async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, long sizeAfter, CancellationToken cancellationToken)
        {
            try
            {
                await AppendAsync(bytes, sizeAfter, cancellationToken);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new ProblemException(UploadProblems.SpoolFull, error);
            }
        }

        private async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, long sizeAfter, CancellationToken cancellationToken)
        {
            if (sizeAfter > UploadLimits.InMemoryBytesMax && Content is MemoryStream memory)
            {
                Content = spool.Create();
                memory.Position = 0;
                await memory.CopyToAsync(Content, cancellationToken);
            }

            await Content.WriteAsync(bytes, cancellationToken);
        }
    }
}
