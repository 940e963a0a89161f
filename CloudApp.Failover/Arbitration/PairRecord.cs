namespace CloudApp.Failover.Arbitration;

/// <summary>The record as two machines keep it, one copy each.</summary>
/// <param name="Change">Grows with every change within one epoch, which only that epoch's primary makes.</param>
/// <param name="Forced">The epoch was claimed on an operator's order.</param>
public sealed record PairRecord(ClusterRecord Record, long Change, bool Forced)
{
    /// <summary>
    /// Which of two copies counts. The same epoch twice, by two sites, can only come of an operator's order or of the
    /// open case: then the ordered one counts, else the site that comes first by name, at both hosts alike.
    /// </summary>
    public static bool IsNewer(PairRecord candidate, PairRecord? held)
    {
        if (held is null)
            return true;
        if (candidate.Record.Epoch != held.Record.Epoch)
            return candidate.Record.Epoch > held.Record.Epoch;
        if (string.Equals(candidate.Record.Primary, held.Record.Primary, StringComparison.Ordinal))
            return candidate.Change > held.Change;
        return candidate.Forced == held.Forced
            ? string.CompareOrdinal(candidate.Record.Primary, held.Record.Primary) < 0
            : candidate.Forced;
    }
}
