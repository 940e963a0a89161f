using CloudApp.Api.Formats;
using SkiaSharp;

namespace CloudApp.Api.Images;

/// <summary>
/// Makes the small picture: upright, sRGB, WebP, and without any of the original's metadata, because only its pixels are
/// encoded anew. Runs in the worker's process only: the decoders are native code and read what strangers send.
/// </summary>
internal static class ThumbnailMaker
{
    /// <summary>The thumbnail of an image; null when it cannot be decoded or would need too much memory.</summary>
    /// <param name="image">The whole file.</param>
    internal static byte[]? Make(byte[] image)
    {
        using var data = SKData.CreateCopy(image);
        using var codec = SKCodec.Create(data);
        if (codec is null || DecodedSize(codec) is not { } size) return null;
        using var decoded = Decode(codec, size);
        if (decoded is null) return null;
        var origin = codec.EncodedOrigin;
        var target = Fit(origin >= SKEncodedOrigin.LeftTop ? new SKSizeI(size.Height, size.Width) : size);
        using var surface = SKSurface.Create(new SKImageInfo(target.Width, target.Height, SKColorType.Rgba8888, SKAlphaType.Premul, SKColorSpace.CreateSrgb()));
        if (surface is null) return null;
        Draw(surface.Canvas, decoded, origin, target);
        using var snapshot = surface.Snapshot();
        using var encoded = snapshot.Encode(SKEncodedImageFormat.Webp, ThumbnailLimits.QualityPercent);
        return encoded is { Size: > 0 and <= ThumbnailLimits.BytesMax } ? encoded.ToArray() : null;
    }

    /// <summary>What the codec shall decode to: JPEG can do it smaller, and gets no larger than needed.</summary>
    private static SKSizeI? DecodedSize(SKCodec codec)
    {
        var full = codec.Info.Size;
        if (full.Width <= 0 || full.Height <= 0) return null;
        // Twice the target, so that the last step down still has something to average.
        var wanted = Math.Min(1f, 2f * ThumbnailLimits.EdgePixelsMax / Math.Max(full.Width, full.Height));
        var isJpeg = codec.EncodedFormat == SKEncodedImageFormat.Jpeg;
        var size = isJpeg ? codec.GetScaledDimensions(wanted) : full;
        // The others hold the whole picture in memory, whatever they hand out. So does JPEG's input, but not its pixels.
        return Pixels(size) <= ThumbnailLimits.DecodedPixelsMax && Pixels(full) <= ImageLimits.PixelsMax ? size : null;
    }

    private static SKImage? Decode(SKCodec codec, SKSizeI size)
    {
        using var bitmap = new SKBitmap();
        var info = new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul, SKColorSpace.CreateSrgb());
        if (!bitmap.TryAllocPixels(info)) return null;
        // A file that ends early still shows its upper part, as browsers do.
        if (codec.GetPixels(info, bitmap.GetPixels()) is not (SKCodecResult.Success or SKCodecResult.IncompleteInput or SKCodecResult.ErrorInInput)) return null;
        bitmap.SetImmutable();
        return SKImage.FromBitmap(bitmap);
    }

    private static SKSizeI Fit(SKSizeI size)
    {
        var scale = Math.Min(1.0, (double)ThumbnailLimits.EdgePixelsMax / Math.Max(size.Width, size.Height));
        return new SKSizeI(Math.Max(1, (int)Math.Round(size.Width * scale)), Math.Max(1, (int)Math.Round(size.Height * scale)));
    }

    private static void Draw(SKCanvas canvas, SKImage image, SKEncodedOrigin origin, SKSizeI target)
    {
        canvas.Concat(Upright(origin, target));
        var (width, height) = origin >= SKEncodedOrigin.LeftTop ? (target.Height, target.Width) : (target.Width, target.Height);
        using var paint = new SKPaint();
        canvas.DrawImage(image, new SKRect(0, 0, width, height), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear), paint);
    }

    /// <summary>Turns and mirrors as the camera's note about its orientation asks for.</summary>
    private static SKMatrix Upright(SKEncodedOrigin origin, SKSizeI target)
    {
        float w = target.Width, h = target.Height;
        return origin switch
        {
            SKEncodedOrigin.TopRight => new SKMatrix(-1, 0, w, 0, 1, 0, 0, 0, 1),
            SKEncodedOrigin.BottomRight => new SKMatrix(-1, 0, w, 0, -1, h, 0, 0, 1),
            SKEncodedOrigin.BottomLeft => new SKMatrix(1, 0, 0, 0, -1, h, 0, 0, 1),
            SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightTop => new SKMatrix(0, -1, w, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, w, -1, 0, h, 0, 0, 1),
            SKEncodedOrigin.LeftBottom => new SKMatrix(0, 1, 0, -1, 0, h, 0, 0, 1),
            _ => SKMatrix.Identity,
        };
    }

    private static long Pixels(SKSizeI size) => (long)size.Width * size.Height;
}
