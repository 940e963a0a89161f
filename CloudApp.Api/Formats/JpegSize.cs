using System.Buffers.Binary;

namespace CloudApp.Api.Formats;

/// <summary>The size of a JPEG: from marker to marker up to the frame header. Every segment tells its length, so nothing else is read.</summary>
internal static class JpegSize
{
    // Camera notes and colour profiles come before the size: each is at most 64 kB, and there are some dozen.
    private const int SegmentsMax = 256;

    /// <summary>Null where the markers do not follow each other: decoders skip stray bytes and find a size behind them, each in its own way.</summary>
    internal static ImageSize? Read(Stream image)
    {
        Span<byte> bytes = stackalloc byte[9];
        var at = 2L;
        for (var segments = 0; segments < SegmentsMax; segments++)
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
            // The picture's data begins, or the file ends; less than its own two bytes is no length.
            if (bytes[1] is 0xDA or 0xD9) return null;
            if (bytes[1] is 0x01 or (>= 0xD0 and <= 0xD8))
            {
                at += 2;
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
            if (length < 2) return null;
            at += 2 + length;
        }

        return null;
    }
}
