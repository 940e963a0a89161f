using System.Text.RegularExpressions;

namespace CloudApp.Api.Objects;

/// <summary>How the objects of records are named: by time, so that the order of the keys is the order of the uploads.</summary>
internal static partial class ObjectKeys
{
    /// <summary>Begins the key of every image.</summary>
    internal const string ImagePrefix = "images/";

    /// <summary>A new key that nobody else has.</summary>
    internal static string NewImage(DateTimeOffset now) => $"{ImagePrefix}{now:yyyy}/{now:MM}/{Guid.CreateVersion7(now):N}";

    /// <summary>
    /// Whether a key is one that <see cref="NewImage"/> makes. What has another form was not stored for a record, and is left alone.
    /// </summary>
    internal static bool IsImage(string key) => Image().IsMatch(key);

    [GeneratedRegex(@"\Aimages/[0-9]{4}/[0-9]{2}/[0-9a-f]{32}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Image();
}
