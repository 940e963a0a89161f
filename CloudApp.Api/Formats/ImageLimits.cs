namespace CloudApp.Api.Formats;

/// <summary>How large an image may be.</summary>
internal static class ImageLimits
{
    internal const long BytesMax = 10_000_000;

    /// <summary>Pixels that an image may claim to have: 200 MB when somebody unpacks it. Cameras reach 50 megapixels.</summary>
    internal const long PixelsMax = 51_000_000;
}
