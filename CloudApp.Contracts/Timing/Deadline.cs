namespace CloudApp.Contracts.Timing;

/// <summary>
/// The time that a piece of work gets, together with its caller's cancellation: one token for both, and afterwards an answer
/// to which of the two it was.
/// </summary>
/// <example>
/// <code>
/// using var deadline = new Deadline(TimeSpan.FromSeconds(2), time, cancellationToken);
/// try { return await AskAsync(deadline.Token); }
/// catch (OperationCanceledException) when (deadline.IsOver) { return null; }
/// </code>
/// </example>
public sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _caller;
    private readonly CancellationToken _callersToken;

    /// <summary>Starts the clock.</summary>
    /// <param name="limit">From now on; at least 0, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    /// <param name="time">The clock, so that tests need not wait.</param>
    /// <param name="caller">Ends the work as well.</param>
    public Deadline(TimeSpan limit, TimeProvider time, CancellationToken caller)
    {
        _source = new CancellationTokenSource(limit, time);
        _callersToken = caller;
        _caller = caller.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
    }

    /// <summary>Cancelled when the time is over, or when the caller has cancelled.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether the time ended the work, and not the caller.</summary>
    public bool IsOver => _source.IsCancellationRequested && !_callersToken.IsCancellationRequested;

    /// <summary>Gives the work so much time from now on, in place of what was left.</summary>
    public void Reset(TimeSpan limit) => _source.CancelAfter(limit);

    /// <summary>Ends the work now: nobody waits for the rest of it.</summary>
    public Task CancelAsync() => _source.CancelAsync();

    public void Dispose()
    {
        _caller.Dispose();
        _source.Dispose();
    }
}
