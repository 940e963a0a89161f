using System.Buffers.Binary;

namespace CloudApp.Api.Formats;

/// <summary>
/// The size of an AVIF: the largest that its description claims. The file is a row of boxes (4 bytes length, 4 bytes name);
/// a picture is described in 'meta', a sequence of pictures in 'moov', whatever stands before them.
/// </summary>
internal static class AvifSize
{
    private const int BoxesMax = 64;

    /// <summary>A description names tiles and properties: some kilobytes, a thousand tiles included.</summary>
    private const int DescriptionBytesMax = 1_048_576;

    /// <summary>Null when there is no description, it is too long to be one, or it claims no size.</summary>
    internal static ImageSize? Read(Stream image)
    {
        ImageSize? largest = null;
        Span<byte> head = stackalloc byte[16];
        var at = 0L;
        for (var boxes = 0; boxes < BoxesMax && at + 8 <= image.Length; boxes++)
        {
            image.Position = at;
            var read = image.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            if (read < 8 || LengthOf(head[..read], image.Length - at) is not { } length) return null;
            if (head[4..8].SequenceEqual("meta"u8) || head[4..8].SequenceEqual("moov"u8))
            {
                if (length > DescriptionBytesMax) return null;
                var description = new byte[length];
                image.Position = at;
                image.ReadExactly(description);
                largest = ImageSize.Larger(largest, InDescription(description));
            }

            at += length;
        }

        // Boxes that were not looked at may describe something larger.
        return at >= image.Length ? largest : null;
    }

    /// <summary>A box's whole length in bytes; null when it does not fit into what is left of the file.</summary>
    private static long? LengthOf(ReadOnlySpan<byte> head, long left)
    {
        var length = (ulong)BinaryPrimitives.ReadUInt32BigEndian(head);
        // 0: to the end of the file; 1: the length has 8 bytes of its own.
        if (length == 0) return left;
        if (length == 1) length = head.Length < 16 ? 0 : BinaryPrimitives.ReadUInt64BigEndian(head[8..]);
        return length >= 8 && length <= (ulong)left ? (long)length : null;
    }

    private static ImageSize? InDescription(ReadOnlySpan<byte> description)
    {
        // 'ispe': 4 bytes of version and flags, then width and height. 'av01' in 'moov': 24 bytes, then both with 2 bytes.
        var largest = Largest(description, "ispe"u8, 8, static bytes =>
            ImageSize.Of(BinaryPrimitives.ReadUInt32BigEndian(bytes), BinaryPrimitives.ReadUInt32BigEndian(bytes[4..])), 8);
        return description[4..8].SequenceEqual("moov"u8)
            ? ImageSize.Larger(largest, Largest(description, "av01"u8, 28, static bytes =>
                new ImageSize(BinaryPrimitives.ReadUInt16BigEndian(bytes), BinaryPrimitives.ReadUInt16BigEndian(bytes[2..])), 4))
            : largest;
    }

    private static ImageSize? Largest(ReadOnlySpan<byte> rest, ReadOnlySpan<byte> name, int offset, Func<ReadOnlySpan<byte>, ImageSize> read, int bytes)
    {
        ImageSize? largest = null;
        while (rest.IndexOf(name) is >= 0 and var at && rest.Length >= at + offset + bytes)
        {
            largest = ImageSize.Larger(largest, read(rest[(at + offset)..]));
            rest = rest[(at + name.Length)..];
        }

        return largest;
    }
}
