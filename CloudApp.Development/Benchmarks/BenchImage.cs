using System.IO.Compression;

namespace CloudApp.Development.Benchmarks;

/// <summary>A PNG of noise that decodes: of about the wanted size, because noise does not compress.</summary>
internal static class BenchImage
{
    private const int Seed = 4;

    public static byte[] Create(int bytes)
    {
        var side = (int)Math.Sqrt(bytes / (double)PngFile.BytesPerPixel);
        return PngFile.Create(PngFile.Noise(Seed, side), side, side, CompressionLevel.NoCompression);
    }
}
