using System.Text.RegularExpressions;

namespace CloudApp.Api.Storage.Objects;

/// <summary>How the objects of records are named: by time, so that the order of the keys is the order of the uploads.</summary>
internal static partial class ObjectKeys
{
    /// <summary>Begins the key of every image.</summary>
    internal const string ImagePrefix = "images/";

    private const string ThumbnailPrefix = "thumbnails/";

    /// <summary>A new key that nobody else has.</summary>
    internal static string NewImage(DateTimeOffset now) => $"{ImagePrefix}{now:yyyy}/{now:MM}/{Guid.CreateVersion7(now):N}";

    /// <summary>The key of an image's thumbnail: it follows from the image's own, so that no row needs to name it.</summary>
    /// <param name="imageKey">As the row has it.</param>
    internal static string ThumbnailOf(string imageKey) =>
        ThumbnailPrefix + (imageKey.StartsWith(ImagePrefix, StringComparison.Ordinal) ? imageKey[ImagePrefix.Length..] : imageKey);

    /// <summary>
    /// Whether a key is one that <see cref="NewImage"/> makes. What has another form was not stored for a record, and is left alone.
    /// </summary>
    internal static bool IsImage(string key) => Image().IsMatch(key);

    [GeneratedRegex(@"\Aimages/[0-9]{4}/[0-9]{2}/[0-9a-f]{32}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Image();
}
