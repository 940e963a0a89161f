namespace CloudApp.Failover.Core;

/// <summary>
/// Tells transactions that another server lacks from those that are on their way to it: the same ones must be missing for
/// a while. Two servers at work differ at every single moment.
/// </summary>
internal sealed class LastingDifference
{
    private IGtidPosition? _part;
    private long _sinceMs;

    public void Forget() => _part = null;

    /// <summary>True when something that was in <paramref name="part"/> long ago is still not in <paramref name="whole"/>.</summary>
    /// <param name="wholeAtMs">When <paramref name="whole"/> was looked at.</param>
    public bool Lasts(IGtidPosition part, IGtidPosition whole, long nowMs, long wholeAtMs, long limitMs)
    {
        // What was missing has arrived, or is no longer there at all: what is missing now counts from now.
        if (_part is null || whole.Contains(_part) || !part.Contains(_part))
        {
            (_part, _sinceMs) = (part, nowMs);
            return false;
        }

        return wholeAtMs - _sinceMs >= limitMs;
    }
}
