using System.Buffers;
using System.Security.Cryptography;
using CloudApp.Api.Problems;

namespace CloudApp.Api.Uploads;

/// <summary>Copies an image to disk while it is counted, hashed and recognised.</summary>
internal sealed class ImageSpooler(Spool spool)
{
    /// <summary>Reads the image to its end; the result owns the file.</summary>
    /// <exception cref="ProblemException">The image is empty, too large or none at all.</exception>
    internal async Task<SpooledImage> SpoolAsync(Stream source, CancellationToken cancellation)
    {
        var file = spool.Create();
        try
        {
            return await CopyAsync(source, file, cancellation);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private static async Task<SpooledImage> CopyAsync(Stream source, FileStream file, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var head = new byte[ImageType.HeadBytes];
        var buffer = ArrayPool<byte>.Shared.Rent(UploadLimits.CopyBufferBytes);
        try
        {
            var size = 0L;
            int count;
            while ((count = await source.ReadAsync(buffer.AsMemory(0, UploadLimits.CopyBufferBytes), cancellation)) > 0)
            {
                if (size < head.Length) buffer.AsSpan(0, Math.Min(count, head.Length - (int)size)).CopyTo(head.AsSpan((int)size));
                size += count;
                if (size > UploadLimits.ImageBytesMax) throw new ProblemException(ProblemCatalogue.ImageTooLarge);
                hash.AppendData(buffer, 0, count);
                await file.WriteAsync(buffer.AsMemory(0, count), cancellation);
            }

            if (size == 0) throw new ProblemException(ProblemCatalogue.ImageEmpty);
            var start = head.AsMemory(0, (int)Math.Min(size, head.Length));
            var type = ImageType.Detect(start.Span) ?? throw new ProblemException(ProblemCatalogue.ImageTypeUnknown);
            if (ImageSize.Read(type, start.Span, file.SafeFileHandle)?.Pixels > UploadLimits.ImagePixelsMax)
                throw new ProblemException(ProblemCatalogue.ImageTooManyPixels);
            return new SpooledImage(file, type, size, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
