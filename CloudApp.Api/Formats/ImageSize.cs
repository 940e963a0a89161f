using System.Buffers.Binary;

namespace CloudApp.Api.Formats;

/// <summary>
/// How many pixels an image says it has, from its structure alone; nothing is decoded. A few kilobytes can claim gigabytes
/// of pixels, and everybody who looks at the page would have to unpack them. So what is read here is what decoders read,
/// and whoever does not find a size refuses the image.
/// </summary>
internal sealed record ImageSize(int Width, int Height)
{
    internal long Pixels => (long)Width * Height;

    /// <summary>Reads the size, at least one pixel each way; null when it is not where it belongs.</summary>
    /// <param name="head">The first <see cref="ImageType.HeadBytes"/> bytes, or all when there are fewer.</param>
    /// <param name="image">The whole image; its position is moved.</param>
    internal static ImageSize? Read(ImageType? type, ReadOnlySpan<byte> head, Stream image)
    {
        var size = type == ImageType.Jpeg ? JpegSize.Read(image)
            : type == ImageType.Png ? OfPng(head)
            : type == ImageType.Gif ? GifSize.Read(image)
            : type == ImageType.WebP ? OfWebP(head)
            : type == ImageType.Avif ? AvifSize.Read(image)
            : null;
        return size is { Width: > 0, Height: > 0 } ? size : null;
    }

    /// <summary>Of two unsigned numbers; more than a signed one holds counts as the most.</summary>
    internal static ImageSize Of(uint width, uint height) => new((int)Math.Min(width, int.MaxValue), (int)Math.Min(height, int.MaxValue));

    /// <summary>The one with more pixels.</summary>
    internal static ImageSize? Larger(ImageSize? one, ImageSize? other) => (one?.Pixels ?? 0) >= (other?.Pixels ?? 0) ? one : other;

    private static ImageSize? OfPng(ReadOnlySpan<byte> head) =>
        head.Length < 24 ? null : Of(BinaryPrimitives.ReadUInt32BigEndian(head[16..]), BinaryPrimitives.ReadUInt32BigEndian(head[20..]));

    private static ImageSize? OfWebP(ReadOnlySpan<byte> head)
    {
        if (head.Length < 30) return null;
        switch ((char)head[15])
        {
            case 'X':
                return new ImageSize(1 + Read24(head[24..]), 1 + Read24(head[27..]));
            case 'L':
                var bits = BinaryPrimitives.ReadUInt32LittleEndian(head[21..]);
                return new ImageSize(1 + (int)(bits & 0x3FFF), 1 + (int)((bits >> 14) & 0x3FFF));
            case ' ':
                return new ImageSize(BinaryPrimitives.ReadUInt16LittleEndian(head[26..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(head[28..]) & 0x3FFF);
            default:
                return null;
        }
    }

    private static int Read24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
