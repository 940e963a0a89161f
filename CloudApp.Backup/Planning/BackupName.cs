using System.Globalization;
using System.Text.RegularExpressions;

namespace CloudApp.Backup.Planning;

/// <summary>The name of one backup: <c>cloud_app_host1_20261124_020000</c>, and the files that carry it.</summary>
/// <param name="At">When it was begun; the name says it in UTC, so that no hour comes twice.</param>
internal sealed partial record BackupName(string Site, DateTimeOffset At)
{
    public const string DumpExtension = ".sql.gz";
    public const string ManifestExtension = ".json";
    public const string ChecksumExtension = DumpExtension + ".sha256";

    /// <summary>Files whose name begins so are not finished; nobody but their writer looks at them.</summary>
    public const string UnfinishedPrefix = ".unfinished-";

    private const string Prefix = "cloud_app_";
    private const string TimeFormat = "yyyyMMdd_HHmmss";

    /// <summary>What all names of a site begin with.</summary>
    public static string SitePrefix(string site) => $"{Prefix}{site}_";

    public string Text => $"{SitePrefix(Site)}{At.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)}";

    public string DumpFile => Text + DumpExtension;

    /// <summary>As <c>sha256sum --check</c> reads it.</summary>
    public string ChecksumFile => Text + ChecksumExtension;

    public string ManifestFile => Text + ManifestExtension;

    public string UnfinishedFile => UnfinishedPrefix + DumpFile;

    /// <summary>The name of a backup that begins now; names know seconds only.</summary>
    public static BackupName Now(string site, TimeProvider time)
    {
        var now = time.GetUtcNow();
        return new BackupName(site, now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)));
    }

    /// <summary>Reads a name with or without the dump's extension; null when it is none.</summary>
    public static BackupName? Parse(string? text)
    {
        var match = Pattern().Match(text ?? "");
        return match.Success && DateTimeOffset.TryParseExact(
            match.Groups["at"].Value, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? new BackupName(match.Groups["site"].Value, at)
            : null;
    }

    public override string ToString() => Text;

    [GeneratedRegex(@"\Acloud_app_(?<site>[a-z0-9]([a-z0-9-]*[a-z0-9])?)_(?<at>[0-9]{8}_[0-9]{6})(\.sql\.gz)?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
