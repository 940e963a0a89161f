using System.Collections.Immutable;
using CloudApp.Agent.Decision;

namespace CloudApp.Agent.Gtid;

/// <summary>
/// An immutable set of global transaction identifiers, as MySQL writes it in gtid_executed:
/// <c>uuid:1-5:8,uuid:tag:1-3</c>. Equal sets have equal texts.
/// </summary>
public sealed class GtidSet : IEquatable<GtidSet>, IGtidPosition
{
    private readonly ImmutableSortedDictionary<GtidSource, ImmutableArray<GtidInterval>> _sources;

    internal GtidSet(ImmutableSortedDictionary<GtidSource, ImmutableArray<GtidInterval>> sources) => _sources = sources;

    public static GtidSet Empty { get; } = new(ImmutableSortedDictionary<GtidSource, ImmutableArray<GtidInterval>>.Empty);

    public bool IsEmpty => _sources.IsEmpty;

    /// <summary>The number of transactions.</summary>
    public long Count => _sources.Values.Sum(static intervals => intervals.Sum(static i => i.Count));

    /// <exception cref="FormatException">The text is no GTID set.</exception>
    public static GtidSet Parse(string text) => GtidSetText.Parse(text);

    public GtidSet Union(GtidSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var result = _sources.ToBuilder();
        foreach (var (source, intervals) in other._sources)
            result[source] = result.TryGetValue(source, out var own) ? GtidIntervals.Normalise([.. own, .. intervals]) : intervals;
        return new GtidSet(result.ToImmutable());
    }

    /// <summary>What is in this set and not in the other; the same as GTID_SUBTRACT.</summary>
    public GtidSet Subtract(GtidSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
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

    /// <summary>Whether every transaction of the other set is in this one.</summary>
    public bool Contains(GtidSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.Subtract(this).IsEmpty;
    }

    bool IGtidPosition.Contains(IGtidPosition other) => other is GtidSet set && Contains(set);

    public bool Equals(GtidSet? other) => other is not null && string.Equals(ToString(), other.ToString(), StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as GtidSet);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    public override string ToString() => GtidSetText.Write(_sources);
}
