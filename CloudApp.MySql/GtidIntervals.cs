using System.Collections.Immutable;

namespace CloudApp.MySql;

/// <summary>Arithmetic on sorted lists of intervals that neither overlap nor touch.</summary>
internal static class GtidIntervals
{
    /// <summary>Brings any list of intervals into the normal form.</summary>
    internal static ImmutableArray<GtidInterval> Normalise(IEnumerable<GtidInterval> intervals)
    {
        var result = ImmutableArray.CreateBuilder<GtidInterval>();
        foreach (var next in intervals.OrderBy(static i => i.First))
        {
            if (result.Count > 0 && next.First <= result[^1].Last + 1)
                result[^1] = result[^1] with { Last = Math.Max(result[^1].Last, next.Last) };
            else
                result.Add(next);
        }
        return result.ToImmutable();
    }

    internal static ImmutableArray<GtidInterval> Add(ImmutableArray<GtidInterval> to, GtidInterval added)
    {
        // Nearly always the next number of the last interval.
        if (added.First >= to[^1].First && added.First <= to[^1].Last + 1)
            return added.Last <= to[^1].Last ? to : to.SetItem(to.Length - 1, to[^1] with { Last = added.Last });
        return added.First > to[^1].Last ? to.Add(added) : Normalise([.. to, added]);
    }

    internal static ImmutableArray<GtidInterval> Subtract(ImmutableArray<GtidInterval> from, ImmutableArray<GtidInterval> what)
    {
        var result = ImmutableArray.CreateBuilder<GtidInterval>();
        foreach (var interval in from)
        {
            var first = interval.First;
            foreach (var hole in what)
            {
                if (hole.Last < first)
                    continue;
                if (hole.First > interval.Last)
                    break;
                if (hole.First > first)
                    result.Add(new GtidInterval(first, hole.First - 1));
                first = hole.Last + 1;
            }
            if (first <= interval.Last)
                result.Add(interval with { First = first });
        }
        return result.ToImmutable();
    }

    internal static bool Contains(ImmutableArray<GtidInterval> intervals, long number)
    {
        var (low, high) = (0, intervals.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (number < intervals[middle].First)
                high = middle - 1;
            else if (number > intervals[middle].Last)
                low = middle + 1;
            else
                return true;
        }
        return false;
    }
}
