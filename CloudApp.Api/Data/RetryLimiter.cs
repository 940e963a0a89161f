using System.Threading.Channels;

namespace CloudApp.Api.Data;

/// <summary>
/// Limits how many repetitions run at the same time. Each request repeating by itself would make thousands of tries a second
/// out of a busy site's waiting uploads, and take the processors away from the very servers that are coming back.
/// </summary>
internal sealed class RetryLimiter
{
    private readonly Channel<int> _permits = Channel.CreateBounded<int>(DatabaseLimits.RetriesAtOnceMax);
    private readonly TimeProvider _time;

    internal RetryLimiter(TimeProvider time)
    {
        _time = time;
        for (var permit = 0; permit < DatabaseLimits.RetriesAtOnceMax; permit++)
            _permits.Writer.TryWrite(permit);
    }

    /// <summary>Runs one repetition when it gets a permit; one that fails keeps its permit for the pause between two tries.</summary>
    internal async Task<T> RunAsync<T>(Func<Task<T>> attempt, CancellationToken cancellationToken)
    {
        var permit = await _permits.Reader.ReadAsync(cancellationToken);
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
            _permits.Writer.TryWrite(permit);
        }
    }
}
