using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace CloudApp.MySql;

/// <summary>The text form of a GTID set.</summary>
internal static class GtidSetText
{
    private const int TagLengthMax = 32;

    /// <summary>Null when the text is a set, else the mistake in words.</summary>
    internal static string? Read(string text, out GtidSet set)
    {
        set = GtidSet.Empty;
        var found = new Dictionary<GtidSource, List<GtidInterval>>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (ReadServer(part, found) is { } mistake)
                return mistake;
        }
        set = new GtidSet(found.ToImmutableSortedDictionary(static f => f.Key, static f => GtidIntervals.Normalise(f.Value)));
        return null;
    }

    /// <summary>Null when the text is no single identifier.</summary>
    internal static Gtid? ReadOne(string text)
    {
        var fields = text.Split(':');
        if (fields.Length is < 2 or > 3 || !Guid.TryParseExact(fields[0], "D", out var server) || ReadNumber(fields[^1]) is not { } number)
            return null;
        if (fields.Length == 2)
            return new Gtid(server, number);
        return ReadTag(fields[1]) is { } tag ? new Gtid(new GtidSource(server, tag), number) : null;
    }

    internal static string Write(ImmutableSortedDictionary<GtidSource, ImmutableArray<GtidInterval>> sources)
    {
        var text = new StringBuilder();
        Guid? last = null;
        foreach (var (source, intervals) in sources)
        {
            if (last != source.Server)
                text.Append(text.Length > 0 ? "," : "").Append(source.Server);
            if (source.Tag.Length > 0)
                text.Append(':').Append(source.Tag);
            foreach (var interval in intervals)
                text.Append(':').Append(interval);
            last = source.Server;
        }
        return text.ToString();
    }

    private static string? ReadServer(string part, Dictionary<GtidSource, List<GtidInterval>> found)
    {
        var fields = part.Split(':', StringSplitOptions.TrimEntries);
        if (fields.Length < 2 || !Guid.TryParseExact(fields[0], "D", out var server))
            return $"'{part}' is no part of a GTID set: expected uuid:first-last.";
        var source = new GtidSource(server);
        var intervals = 0;
        foreach (var field in fields.Skip(1))
        {
            if (ReadTag(field) is { } tag)
            {
                source = new GtidSource(server, tag);
                continue;
            }
            if (ReadInterval(field) is not { } interval)
                return $"'{field}' is no interval of transactions: expected first-last, 1 ≤ first ≤ last.";
            if (!found.TryGetValue(source, out var list))
                found[source] = list = [];
            list.Add(interval);
            intervals++;
        }
        return intervals == 0 ? $"'{part}' names a server without a transaction." : null;
    }

    /// <summary>In lower case; null when it is no tag.</summary>
    private static string? ReadTag(string field) =>
        field.Length is > 0 and <= TagLengthMax && !char.IsAsciiDigit(field[0]) && field.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_')
            ? field.ToLowerInvariant()
            : null;

    private static GtidInterval? ReadInterval(string field)
    {
        var dash = field.IndexOf('-', StringComparison.Ordinal);
        var first = ReadNumber(dash < 0 ? field : field[..dash]);
        var last = dash < 0 ? first : ReadNumber(field[(dash + 1)..]);
        return first <= last ? new GtidInterval(first.Value, last.Value) : null;
    }

    /// <summary>From 1 to one less than a long can be: the next one must be a number as well.</summary>
    private static long? ReadNumber(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and < long.MaxValue ? number : null;
}
