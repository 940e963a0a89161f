using System.Threading.Channels;

namespace CloudApp.Api.Data;

/// <summary>
/// Repetitions take turns. Each request repeating by itself would make thousands of tries a second out of a busy site's
/// waiting uploads, and take the processors away from the very servers that are coming back.
/// </summary>
internal sealed class RetryTurns
{
    private readonly Channel<int> _free = Channel.CreateBounded<int>(DatabaseLimits.RetriesAtOnceMax);
    private readonly TimeProvider _time;

    internal RetryTurns(TimeProvider time)
    {
        _time = time;
        for (var turn = 0; turn < DatabaseLimits.RetriesAtOnceMax; turn++)
            _free.Writer.TryWrite(turn);
    }

    /// <summary>Runs one repetition when it is its turn; one that fails keeps its turn for the pause between two tries.</summary>
    internal async Task<T> RunAsync<T>(Func<Task<T>> attempt, CancellationToken cancellationToken)
    {
        var turn = await _free.Reader.ReadAsync(cancellationToken);
        try
        {
            return await attempt();
        }
        catch (Exception error) when (DatabaseErrors.IsRetryable(error))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(DatabaseLimits.RetryDelayMs), _time, cancellationToken);
            throw;
        }
        finally
        {
            _free.Writer.TryWrite(turn);
        }
    }
}
