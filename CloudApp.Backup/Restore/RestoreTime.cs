using System.Globalization;
using System.Text.RegularExpressions;

namespace CloudApp.Backup.Restore;

/// <summary>
/// A time as an operator writes it: ISO 8601, date and time, with an offset or without one. Nothing else is understood,
/// because a guess between two days, or two hours, is not seen until the wrong data is back.
/// </summary>
internal static partial class RestoreTime
{
    private const string LocalFormat = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF";
    private const string OffsetFormat = LocalFormat + "zzz";

    /// <param name="zone">Of a time that names no offset.</param>
    /// <exception cref="FormatException">It is no such time, or one that exists twice or not at all in the zone.</exception>
    internal static DateTimeOffset Parse(string text, TimeZoneInfo zone)
    {
        var match = Pattern().Match(text);
        if (!match.Success)
            throw Unknown(text);
        var local = $"{match.Groups["date"].Value}T{match.Groups["time"].Value}{(match.Groups["seconds"].Success ? "" : ":00")}";
        if (match.Groups["offset"] is { Success: true, Value: var offset })
            return ParseWithOffset(local + Normalise(offset)) ?? throw Unknown(text);
        if (!DateTime.TryParseExact(local, LocalFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            throw Unknown(text);
        if (zone.IsInvalidTime(time))
            throw new FormatException($"'{text}' does not exist in {zone.Id}: clocks were set forward over it. Write the time with its offset, such as {Text(time)}Z.");
        if (zone.IsAmbiguousTime(time))
        {
            var both = zone.GetAmbiguousTimeOffsets(time).OrderDescending().Select(found => $"{Text(time)}{OffsetText(found)}");
            throw new FormatException($"'{text}' exists twice in {zone.Id}, because clocks were set back: write {string.Join(" or ", both)}.");
        }
        return new DateTimeOffset(time, zone.GetUtcOffset(time));
    }

    /// <summary>In UTC, and in the zone where that is another time.</summary>
    internal static string Describe(DateTimeOffset time, TimeZoneInfo zone)
    {
        var there = TimeZoneInfo.ConvertTime(time, zone);
        var utc = $"{time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture)} UTC";
        return there.Offset == TimeSpan.Zero
            ? utc
            : $"{utc}, which is {there.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture)} in {zone.Id}";
    }

    private static DateTimeOffset? ParseWithOffset(string text) =>
        DateTimeOffset.TryParseExact(text, OffsetFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    /// <summary>As .NET writes it: +01:00.</summary>
    private static string Normalise(string offset) => offset switch
    {
        "Z" or "z" => "+00:00",
        { Length: 3 } => offset + ":00",
        { Length: 5 } => $"{offset[..3]}:{offset[3..]}",
        _ => offset,
    };

    private static string Text(DateTime time) => time.ToString(LocalFormat, CultureInfo.InvariantCulture);

    private static string OffsetText(TimeSpan offset) => $"{(offset < TimeSpan.Zero ? '-' : '+')}{offset:hh\\:mm}";

    private static FormatException Unknown(string text) => new(
        $"'{text}' is no time (2026-11-24 10:15:03, or with an offset 2026-11-24T10:15:03Z or 2026-11-24T10:15:03+01:00), no transaction (uuid:number) and not '{RestorePoint.LatestWord}'.");

    [GeneratedRegex(
        @"\A(?<date>[12][0-9]{3}-[0-9]{2}-[0-9]{2})[Tt ](?<time>[0-9]{2}:[0-9]{2}(?<seconds>:[0-9]{2}(\.[0-9]{1,7})?)?) ?(?<offset>[Zz]|[+-][0-9]{2}(:?[0-9]{2})?)?\z",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
