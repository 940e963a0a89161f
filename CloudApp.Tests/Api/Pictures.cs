using System.Text;
using SkiaSharp;

namespace CloudApp.Tests.Api;

/// <summary>Real pictures: the left half red, the right half blue.</summary>
internal static class Pictures
{
    internal const string CameraNote = "GPS 52.5200 N 13.4050 E";

    internal static byte[] Encode(SKEncodedImageFormat format, int width, int height, int quality = 80)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul));
        surface.Canvas.Clear(SKColors.Red);
        using var blue = new SKPaint { Color = SKColors.Blue };
        surface.Canvas.DrawRect(width / 2f, 0, width, height, blue);
        using var image = surface.Snapshot();
        using var data = image.Encode(format, quality);
        return data.ToArray();
    }

    /// <summary>A JPEG as a phone makes it: lying on its side, with a note how to turn it and where it was taken.</summary>
    /// <param name="orientation">1 to 8, as EXIF counts.</param>
    internal static byte[] Photo(int width, int height, byte orientation)
    {
        var jpeg = Encode(SKEncodedImageFormat.Jpeg, width, height);
        // TIFF, little-endian, one directory with the orientation (0x0112, SHORT) and a description (0x010E, ASCII).
        byte[] note = [.. Encoding.ASCII.GetBytes(CameraNote), 0];
        byte[] tiff =
        [
            (byte)'I', (byte)'I', 42, 0, 8, 0, 0, 0, 2, 0,
            0x0E, 0x01, 2, 0, (byte)note.Length, 0, 0, 0, 38, 0, 0, 0,
            0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0,
            0, 0, 0, 0, .. note,
        ];
        byte[] exif = [.. "Exif\0\0"u8, .. tiff];
        var length = exif.Length + 2;
        return [.. jpeg[..2], 0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. exif, .. jpeg[2..]];
    }

    internal static SKBitmap Decode(byte[] image) => SKBitmap.Decode(image) ?? throw new InvalidDataException("No picture.");
}
