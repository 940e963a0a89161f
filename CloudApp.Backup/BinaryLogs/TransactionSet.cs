using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace CloudApp.Backup.BinaryLogs;

/// <summary>A set of global transaction identifiers that grows, in MySQL's own text form (<c>uuid:1-5:8</c>). Tags are part of the source.</summary>
public sealed class TransactionSet
{
    private readonly SortedDictionary<string, List<(long First, long Last)>> _sources = new(StringComparer.Ordinal);

    public bool IsEmpty => _sources.Count == 0;

    public long Count => _sources.Values.Sum(static list => list.Sum(static i => i.Last - i.First + 1));

    /// <exception cref="FormatException">The text is no GTID set.</exception>
    public static TransactionSet Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var set = new TransactionSet();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = part.Split(':', StringSplitOptions.TrimEntries);
            if (!Guid.TryParseExact(fields[0], "D", out _))
                throw new FormatException($"'{part}' is no part of a GTID set: expected uuid:first-last.");
            var source = fields[0].ToLowerInvariant();
            foreach (var field in fields.Skip(1))
            {
                if (field.Length > 0 && !char.IsAsciiDigit(field[0]))
                    source = $"{fields[0].ToLowerInvariant()}:{field.ToLowerInvariant()}";
                else
                    set.AddInterval(source, field);
            }
        }
        return set;
    }

    public void Add(Gtid gtid) => Add(gtid.Source, gtid.Number, gtid.Number);

    public void Add(string source, long first, long last)
    {
        if (!_sources.TryGetValue(source, out var list))
            _sources[source] = list = [];
        // Nearly always the next number of the last interval.
        if (list.Count > 0 && first >= list[^1].First && first <= list[^1].Last + 1)
        {
            list[^1] = (list[^1].First, Math.Max(list[^1].Last, last));
            return;
        }
        list.Add((first, last));
        if (list.Count > 1 && first <= list[^2].Last + 1)
            Normalise(list);
    }

    public void Add(TransactionSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (var (source, list) in other._sources)
        {
            foreach (var (first, last) in list.ToImmutableArray())
                Add(source, first, last);
        }
    }

    public bool Contains(Gtid gtid)
    {
        if (!_sources.TryGetValue(gtid.Source, out var list))
            return false;
        var (low, high) = (0, list.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (gtid.Number < list[middle].First)
                high = middle - 1;
            else if (gtid.Number > list[middle].Last)
                low = middle + 1;
            else
                return true;
        }
        return false;
    }

    public bool Contains(TransactionSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.Except(this).IsEmpty;
    }

    /// <summary>A new set: what is here and not there.</summary>
    public TransactionSet Except(TransactionSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var result = new TransactionSet();
        foreach (var (source, list) in _sources)
        {
            var holes = other._sources.TryGetValue(source, out var theirs) ? theirs : [];
            foreach (var (from, to) in list)
                result.AddWithout(source, from, to, holes);
        }
        return result;
    }

    public TransactionSet Copy()
    {
        var copy = new TransactionSet();
        copy.Add(this);
        return copy;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (source, list) in _sources)
        {
            text.Append(text.Length > 0 ? "," : "").Append(source);
            foreach (var (first, last) in list)
                text.Append(first == last ? $":{first}" : $":{first}-{last}");
        }
        return text.ToString();
    }

    private void AddWithout(string source, long first, long last, List<(long First, long Last)> holes)
    {
        foreach (var hole in holes)
        {
            if (hole.Last < first)
                continue;
            if (hole.First > last)
                break;
            if (hole.First > first)
                Add(source, first, hole.First - 1);
            first = hole.Last + 1;
        }
        if (first <= last)
            Add(source, first, last);
    }

    private void AddInterval(string source, string field)
    {
        var ends = field.Split('-');
        if (!long.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            || !long.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last) || first < 1 || last < first)
        {
            throw new FormatException($"'{field}' is no interval of transactions: expected first-last.");
        }
        Add(source, first, last);
    }

    private static void Normalise(List<(long First, long Last)> list)
    {
        list.Sort();
        var kept = 0;
        for (var i = 1; i < list.Count; i++)
        {
            if (list[i].First <= list[kept].Last + 1)
                list[kept] = (list[kept].First, Math.Max(list[kept].Last, list[i].Last));
            else
                list[++kept] = list[i];
        }
        list.RemoveRange(kept + 1, list.Count - kept - 1);
    }
}

/// <summary>One transaction's identifier; the source is a server's UUID in lower case, with its tag behind a colon if it has one.</summary>
public readonly record struct Gtid(string Source, long Number)
{
    public override string ToString() => $"{Source}:{Number}";

    /// <summary>Null when the text is no single identifier.</summary>
    public static Gtid? TryParse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.LastIndexOf(':');
        return colon > 0 && Guid.TryParseExact(text.Split(':')[0], "D", out _)
            && long.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new Gtid(text[..colon].ToLowerInvariant(), number)
            : null;
    }
}
