namespace CloudApp.Backup.BinaryLogs;

/// <summary>
/// Sees that a stream has died without a word: the source has more, and nothing arrives. A connection whose other end is
/// gone, and one that a firewall forgot, never say so themselves. Pure but for the clock, which is never set.
/// </summary>
internal sealed class StallWatch(TimeProvider time)
{
    internal static readonly TimeSpan MinPatience = TimeSpan.FromSeconds(20);
    internal static readonly TimeSpan MaxPatience = TimeSpan.FromMinutes(10);

    private TimeSpan _patience = MinPatience;
    private (string File, long Bytes) _last;
    private long _since = time.GetTimestamp();

    /// <summary>How often the stream was begun again since the copy was complete last.</summary>
    internal int Restarts { get; private set; }

    /// <summary>What is wrong, in words, until the copy is complete again; empty otherwise.</summary>
    internal string Problem { get; private set; } = "";

    /// <summary>True when the stream is to be begun again.</summary>
    /// <param name="behind">Bytes that the source has and the copy has not.</param>
    /// <param name="file">The file that arrives now.</param>
    /// <param name="bytes">All that has arrived of it.</param>
    internal bool IsStalled(long behind, string file, long bytes)
    {
        if (behind <= 0)
        {
            (_patience, Restarts, Problem) = (MinPatience, 0, "");
            _since = time.GetTimestamp();
            return false;
        }
        if (_last != (file, bytes))
        {
            _last = (file, bytes);
            _since = time.GetTimestamp();
            return false;
        }
        var silence = time.GetElapsedTime(_since);
        if (silence < _patience)
            return false;
        Restarts++;
        Problem = $"nothing arrived for {silence.TotalSeconds:0} s although the primary had more: the stream was begun again{(Restarts > 1 ? $", {Restarts} times so far" : "")}";
        _since = time.GetTimestamp();
        // One large transaction over a slow line arrives in one piece: each time it is waited for longer.
        _patience = _patience * 2 < MaxPatience ? _patience * 2 : MaxPatience;
        return true;
    }
}
