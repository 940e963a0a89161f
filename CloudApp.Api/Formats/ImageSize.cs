using System.Buffers.Binary;

namespace CloudApp.Api.Formats;

/// <summary>
/// How many pixels an image says it has, from its header alone; nothing is decoded, and a bounded part of the file is read.
/// A few kilobytes can claim gigabytes of pixels, and everybody who looks at the page would have to unpack them.
/// </summary>
internal sealed record ImageSize(int Width, int Height)
{
    // Camera notes and colour profiles come before a JPEG's size: each is at most 64 kB, and there are some dozen.
    private const int JpegSegmentsMax = 256;
    private const int AvifScanBytes = 16_384;

    internal long Pixels => (long)Width * Height;

    /// <summary>Reads the size; null when the header does not tell, and then no decoder finds one either.</summary>
    /// <param name="head">The first <see cref="ImageType.HeadBytes"/> bytes, or all when there are fewer.</param>
    /// <param name="image">The whole image; its position is moved.</param>
    internal static ImageSize? Read(ImageType type, ReadOnlySpan<byte> head, Stream image)
    {
        if (type == ImageType.Jpeg) return OfJpeg(image);
        if (type == ImageType.Png) return OfPng(head);
        if (type == ImageType.Gif) return OfGif(head);
        return type == ImageType.WebP ? OfWebP(head) : OfAvif(image);
    }

    private static ImageSize? OfPng(ReadOnlySpan<byte> head)
    {
        if (head.Length < 24) return null;
        // The format allows 31 bits; more counts as the most.
        return new ImageSize(
            (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(head[16..]), int.MaxValue),
            (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(head[20..]), int.MaxValue));
    }

    private static ImageSize? OfGif(ReadOnlySpan<byte> head) =>
        head.Length < 10 ? null : new ImageSize(BinaryPrimitives.ReadUInt16LittleEndian(head[6..]), BinaryPrimitives.ReadUInt16LittleEndian(head[8..]));

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
            default:
                return new ImageSize(BinaryPrimitives.ReadUInt16LittleEndian(head[26..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(head[28..]) & 0x3FFF);
        }
    }

    private static int Read24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);

    /// <summary>Goes from marker to marker up to the frame header. Every segment tells its length, so nothing else is read.</summary>
    private static ImageSize? OfJpeg(Stream image)
    {
        Span<byte> bytes = stackalloc byte[9];
        var at = 2L;
        for (var segments = 0; segments < JpegSegmentsMax; segments++)
        {
            image.Position = at;
            if (image.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length || bytes[0] != 0xFF) return null;
            if (bytes[1] == 0xFF)
            {
                // A fill byte before the marker.
                at++;
                continue;
            }

            // Start of frame, of all kinds; C4, C8 and CC are tables.
            if (bytes[1] is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
                return new ImageSize(BinaryPrimitives.ReadUInt16BigEndian(bytes[7..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[5..]));
            // The picture's data begins, or the file ends.
            if (bytes[1] is 0xDA or 0xD9) return null;
            at += bytes[1] is 0x01 or (>= 0xD0 and <= 0xD8) ? 2 : 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        }

        return null;
    }

    /// <summary>The largest 'ispe' property: 4 bytes of version and flags, then width and height.</summary>
    private static ImageSize? OfAvif(Stream image)
    {
        var bytes = new byte[AvifScanBytes];
        image.Position = 0;
        var rest = bytes.AsSpan(0, image.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        ImageSize? largest = null;
        while (rest.IndexOf("ispe"u8) is >= 0 and var at && rest.Length >= at + 16)
        {
            var size = new ImageSize(
                (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(rest[(at + 8)..]), int.MaxValue),
                (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(rest[(at + 12)..]), int.MaxValue));
            if (largest is null || size.Pixels > largest.Pixels) largest = size;
            rest = rest[(at + 4)..];
        }

        return largest;
    }
}
