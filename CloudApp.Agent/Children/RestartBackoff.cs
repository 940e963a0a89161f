namespace CloudApp.Agent.Children;

/// <summary>
/// How long to wait before a child is started again: at once after a long life, then doubling up to a bound,
/// so that a program that cannot start does not fill the disk with logs.
/// </summary>
internal sealed record RestartBackoff(TimeSpan First, TimeSpan Longest, TimeSpan LongLife)
{
    private int _shortLives;

    public TimeSpan After(TimeSpan life)
    {
        if (life >= LongLife)
        {
            _shortLives = 0;
            return TimeSpan.Zero;
        }
        var factor = Math.Pow(2, Math.Min(_shortLives++, 16));
        var wait = First * factor;
        return wait < Longest ? wait : Longest;
    }
}
