namespace CloudApp.Api.Thumbnails;

/// <summary>Where the thumbnail of a record is kept: derived from the key of its image, so that no row needs to name it.</summary>
internal static class ThumbnailKey
{
    internal const string Prefix = "thumbnails/";

    private const string ImagePrefix = "images/";

    /// <summary>The key of the thumbnail of an image.</summary>
    /// <param name="objectKey">The image's key, as the row has it.</param>
    internal static string Of(string objectKey) =>
        Prefix + (objectKey.StartsWith(ImagePrefix, StringComparison.Ordinal) ? objectKey[ImagePrefix.Length..] : objectKey);
}
