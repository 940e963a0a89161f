using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace CloudApp.Agent.Gtid;

/// <summary>The text form of a GTID set.</summary>
internal static class GtidSetText
{
    internal static GtidSet Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var found = new Dictionary<GtidSource, List<GtidInterval>>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            ParseServer(part, found);
        return new GtidSet(found.ToImmutableSortedDictionary(static f => f.Key, static f => GtidIntervals.Normalise(f.Value)));
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

    private static void ParseServer(string part, Dictionary<GtidSource, List<GtidInterval>> found)
    {
        var fields = part.Split(':', StringSplitOptions.TrimEntries);
        if (fields.Length < 2 || !Guid.TryParseExact(fields[0], "D", out var server))
            throw new FormatException($"'{part}' is no part of a GTID set: expected uuid:first-last.");
        var source = new GtidSource(server, "");
        var intervals = 0;
        foreach (var field in fields.Skip(1))
        {
            if (field.Length > 0 && (char.IsAsciiLetter(field[0]) || field[0] == '_'))
            {
                source = new GtidSource(server, field.ToLowerInvariant());
                continue;
            }
            if (!found.TryGetValue(source, out var list))
                found[source] = list = [];
            list.Add(ParseInterval(field));
            intervals++;
        }
        if (intervals == 0)
            throw new FormatException($"'{part}' names a server without a transaction.");
    }

    private static GtidInterval ParseInterval(string field)
    {
        var dash = field.IndexOf('-', StringComparison.Ordinal);
        var first = ParseNumber(dash < 0 ? field : field[..dash]);
        var last = dash < 0 ? first : ParseNumber(field[(dash + 1)..]);
        return first >= 1 && first <= last
            ? new GtidInterval(first, last)
            : throw new FormatException($"'{field}' is no interval of transactions: expected first-last, 1 ≤ first ≤ last.");
    }

    private static long ParseNumber(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"'{text}' is no transaction number.");
}
