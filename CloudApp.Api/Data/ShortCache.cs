namespace CloudApp.Api.Data;

/// <summary>One answer for all who ask at the same time, and for those who ask within a moment.</summary>
internal sealed class ShortCache<T>(int keptMs, TimeProvider time)
{
    private readonly Lock _gate = new();
    private Task<T>? _running;
    private long _askedAt;

    /// <summary>An answer that was asked for at most so many milliseconds ago, and never before the last <see cref="Forget"/>.</summary>
    internal Task<T> GetAsync(Func<Task<T>> load, CancellationToken cancellationToken)
    {
        Task<T> answer;
        lock (_gate)
        {
            if (_running is null || (_running.IsCompleted && !IsFresh(_running))) _running = LoadAsync(load);
            answer = _running;
        }

        return answer.IsCompletedSuccessfully ? answer : answer.WaitAsync(cancellationToken);
    }

    /// <summary>Who asks from now on gets a new answer; an old one that is still on its way goes only to those who wait for it.</summary>
    internal void Forget()
    {
        lock (_gate) _running = null;
    }

    private bool IsFresh(Task<T> answer) =>
        answer.IsCompletedSuccessfully && time.GetElapsedTime(Volatile.Read(ref _askedAt)).TotalMilliseconds < keptMs;

    // Belongs to no caller: the one who started it may leave, the others still wait.
    private async Task<T> LoadAsync(Func<Task<T>> load)
    {
        await Task.Yield();
        // From the question on: what the answer shows may have been changed right after it was read.
        var asked = time.GetTimestamp();
        var answer = await load();
        Volatile.Write(ref _askedAt, asked);
        return answer;
    }
}
