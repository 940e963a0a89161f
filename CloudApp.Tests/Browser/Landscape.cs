using System.IO.Compression;
using CloudApp.Development.Benchmarks;

namespace CloudApp.Tests.Browser;

/// <summary>Pictures that a browser can show: a sky, a sun and hills, as PNG, different for each seed.</summary>
internal static class Landscape
{
    // Skies: evening, noon, morning, night.
    private static readonly int[] Hues = [8, 20, 195, 205, 215, 230, 250, 330];

    public static byte[] Png(int seed, int width = 480, int height = 320) => Write(Paint(new Random(seed), width, height), width, height);

    /// <summary>A square that does not compress: three bytes for each pixel.</summary>
    public static byte[] Noise(int seed, int side) => Write(PngFile.Noise(seed, side), side, side);

    private static byte[] Write(byte[] rows, int width, int height) => PngFile.Create(rows, width, height, CompressionLevel.Optimal);

    private static byte[] Paint(Random dice, int width, int height)
    {
        var hue = Hues[dice.Next(Hues.Length)] + (dice.NextDouble() * 16);
        var (sunX, sunY, sunRadius) = (dice.NextDouble() * width, height * (0.25 + dice.NextDouble() * 0.3), height * (0.06 + dice.NextDouble() * 0.08));
        var hills = Enumerable.Range(0, 3).Select(n => (Base: height * (0.6 + 0.12 * n), Wide: 0.004 + dice.NextDouble() * 0.01, Phase: dice.NextDouble() * 6, High: height * 0.1)).ToArray();
        var rows = new byte[height * (1 + width * 3)];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var isSun = Math.Pow(x - sunX, 2) + Math.Pow(y - sunY, 2) < sunRadius * sunRadius;
                var color = isSun ? Color(hue + 30, 0.35, 0.97) : Color(hue + 40.0 * y / height, 0.55, 0.55 + 0.35 * y / height);
                foreach (var (n, hill) in hills.Index())
                {
                    if (y > hill.Base - hill.High * Math.Sin(hill.Phase + x * hill.Wide)) color = Color(hue + 180, 0.3, 0.42 - 0.11 * n);
                }

                // The first byte of a row says that it is not filtered.
                color.CopyTo(rows.AsSpan(y * (1 + width * 3) + 1 + x * 3));
            }
        }

        return rows;
    }

    private static byte[] Color(double hue, double saturation, double lightness)
    {
        return [Channel(0), Channel(8), Channel(4)];

        byte Channel(double offset)
        {
            var k = (offset + hue / 30) % 12;
            return (byte)(255 * (lightness - saturation * Math.Min(lightness, 1 - lightness) * Math.Max(-1, Math.Min(Math.Min(k - 3, 9 - k), 1))));
        }
    }
}
