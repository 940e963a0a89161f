using System.Buffers.Binary;

namespace CloudApp.Api.Formats;

/// <summary>
/// The size of a GIF: its screen, or a frame that reaches beyond it, because browsers make the picture as large as that.
/// Goes through the whole file, block by block.
/// </summary>
internal static class GifSize
{
    private const int BufferBytes = 16_384;
    private const int Extension = 0x21, Frame = 0x2C;

    /// <summary>Null when the screen's header is not whole. What follows damage is not looked at, and not shown by anybody either.</summary>
    internal static ImageSize? Read(Stream image)
    {
        image.Position = 0;
        // Not disposed: the stream below stays open for whoever stores it.
        var input = new BufferedStream(image, BufferBytes);
        Span<byte> bytes = stackalloc byte[13];
        if (!TryRead(input, bytes)) return null;
        var width = BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]);
        var height = BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]);
        SkipTable(input, bytes[10]);
        while (true)
        {
            switch (input.ReadByte())
            {
                case Extension when input.ReadByte() >= 0:
                    break;
                case Frame when TryRead(input, bytes[..9]):
                    width = Max(width, BinaryPrimitives.ReadUInt16LittleEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]));
                    height = Max(height, BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]));
                    SkipTable(input, bytes[8]);
                    // The width of the codes.
                    input.ReadByte();
                    break;
                default:
                    return new ImageSize(width, height);
            }

            SkipSubBlocks(input);
        }
    }

    private static ushort Max(ushort known, ushort offset, ushort length) => (ushort)Math.Min(ushort.MaxValue, Math.Max(known, offset + length));

    // Bit 7: there is a colour table; bits 0 to 2: how many colours, three bytes each.
    private static void SkipTable(Stream input, byte flags)
    {
        if ((flags & 0x80) != 0) input.Seek(3 << ((flags & 7) + 1), SeekOrigin.Current);
    }

    private static void SkipSubBlocks(Stream input)
    {
        while (input.ReadByte() is > 0 and var length) input.Seek(length, SeekOrigin.Current);
    }

    private static bool TryRead(Stream input, Span<byte> bytes) => input.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length;
}
