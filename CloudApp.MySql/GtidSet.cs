using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace CloudApp.MySql;

/// <summary>
/// An immutable set of global transaction identifiers, as MySQL writes it in gtid_executed:
/// <c>uuid:1-5:8,uuid:tag:1-3</c>. Equal sets have equal texts.
/// </summary>
public sealed class GtidSet : IEquatable<GtidSet>
{
    private readonly ImmutableSortedDictionary<GtidSource, ImmutableArray<GtidInterval>> _sources;

    internal GtidSet(ImmutableSortedDictionary<GtidSource, ImmutableArray<GtidInterval>> sources) => _sources = sources;

    public static GtidSet Empty { get; } = new(ImmutableSortedDictionary<GtidSource, ImmutableArray<GtidInterval>>.Empty);

    public bool IsEmpty => _sources.IsEmpty;

    /// <summary>The number of transactions.</summary>
    public long Count => _sources.Values.Sum(static intervals => intervals.Sum(static i => i.Count));

    /// <summary>Reads MySQL's own text; blanks and line breaks around the parts do not count. An empty text is the empty set.</summary>
    /// <exception cref="FormatException">The text is no GTID set.</exception>
    public static GtidSet Parse(string text) =>
        GtidSetText.Read(text, out var set) is { } mistake ? throw new FormatException(mistake) : set;

    public static bool TryParse(string text, [NotNullWhen(true)] out GtidSet? set)
    {
        var isSet = GtidSetText.Read(text, out var read) is null;
        set = isSet ? read : null;
        return isSet;
    }

    /// <summary>This set and one transaction more.</summary>
    public GtidSet With(Gtid gtid) => With(gtid.Source, gtid.Number, gtid.Number);

    /// <summary>This set and a source's transactions from first to last, both included; 1 ≤ first ≤ last.</summary>
    public GtidSet With(GtidSource source, long first, long last)
    {
        var added = new GtidInterval(first, last);
        return new GtidSet(_sources.SetItem(source, _sources.TryGetValue(source, out var own) ? GtidIntervals.Add(own, added) : [added]));
    }

    public GtidSet Union(GtidSet other)
    {
        var result = _sources.ToBuilder();
        foreach (var (source, intervals) in other._sources)
            result[source] = result.TryGetValue(source, out var own) ? GtidIntervals.Normalise([.. own, .. intervals]) : intervals;
        return new GtidSet(result.ToImmutable());
    }

    /// <summary>What is in this set and not in the other; the same as GTID_SUBTRACT.</summary>
    public GtidSet Subtract(GtidSet other)
    {
        var result = _sources.ToBuilder();
        foreach (var (source, intervals) in other._sources)
        {
            if (!result.TryGetValue(source, out var own))
                continue;
            var rest = GtidIntervals.Subtract(own, intervals);
            if (rest.IsEmpty)
                result.Remove(source);
            else
                result[source] = rest;
        }
        return new GtidSet(result.ToImmutable());
    }

    /// <summary>What is in both sets.</summary>
    public GtidSet Intersect(GtidSet other) => Subtract(Subtract(other));

    /// <summary>Whether every transaction of the other set is in this one.</summary>
    public bool Contains(GtidSet other) => other.Subtract(this).IsEmpty;

    public bool Contains(Gtid gtid) => _sources.TryGetValue(gtid.Source, out var intervals) && GtidIntervals.Contains(intervals, gtid.Number);

    public bool Equals(GtidSet? other) => other is not null && string.Equals(ToString(), other.ToString(), StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as GtidSet);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    /// <summary>The normal form: sources in order, intervals that neither overlap nor touch, no blanks.</summary>
    public override string ToString() => GtidSetText.Write(_sources);
}
