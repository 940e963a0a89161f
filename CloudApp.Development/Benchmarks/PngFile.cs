using System.Buffers.Binary;
using System.IO.Compression;

namespace CloudApp.Development.Benchmarks;

/// <summary>Writes PNG files of 8 bits red, green and blue (PNG Specification, third edition, section 5).</summary>
internal static class PngFile
{
    public const int BytesPerPixel = 3;

    private const uint CrcPolynomial = 0xEDB88320;

    private static readonly byte[] Signature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The whole file.</summary>
    /// <param name="rows">For each row one byte that says how it is filtered, 0 for not, and then its pixels.</param>
    public static byte[] Create(byte[] rows, int width, int height, CompressionLevel compression)
    {
        using var file = new MemoryStream();
        file.Write(Signature);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        // 8 bits, red green blue.
        (header[8], header[9]) = (8, 2);
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Compress(rows, compression));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <summary>The rows of a square that does not compress, not filtered.</summary>
    public static byte[] Noise(int seed, int side)
    {
        var width = 1 + (side * BytesPerPixel);
        var rows = new byte[side * width];
        new Random(seed).NextBytes(rows);
        for (var row = 0; row < side; row++)
            rows[row * width] = 0;
        return rows;
    }

    private static byte[] Compress(byte[] bytes, CompressionLevel compression)
    {
        using var memory = new MemoryStream();
        using (var zlib = new ZLibStream(memory, compression))
            zlib.Write(bytes);
        return memory.ToArray();
    }

    private static void WriteChunk(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, type), data));
        file.Write(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ CrcPolynomial;
        }

        return crc;
    }
}
