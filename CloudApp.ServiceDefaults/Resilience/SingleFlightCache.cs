namespace CloudApp.ServiceDefaults.Resilience;

/// <summary>From when on the age of a cached answer counts.</summary>
public enum AgeFrom
{
    /// <summary>From the question: what the answer shows may have changed right after it was read.</summary>
    Question,

    /// <summary>From the answer: it costs more to ask again than a slow answer is out of date.</summary>
    Answer,
}

/// <summary>
/// One answer for all who ask at the same time, and for those who ask shortly after. A failure goes to those who waited for it,
/// and is not kept.
/// </summary>
/// <param name="keptFor">Age up to which an answer is given again.</param>
public sealed class SingleFlightCache<T>(TimeSpan keptFor, AgeFrom ageFrom, TimeProvider time)
{
    private readonly Lock _gate = new();
    private Flight? _latest;

    /// <summary>An answer that is young enough, and that was never asked for before the last <see cref="Forget"/>.</summary>
    /// <param name="load">Asks. It belongs to no caller: whoever started it may leave, the others still wait.</param>
    public Task<T> GetAsync(Func<Task<T>> load, CancellationToken cancellationToken)
    {
        Task<T> answer;
        lock (_gate)
        {
            if (_latest is null || (_latest.Answer.IsCompleted && !IsFresh(_latest))) _latest = new Flight(load, ageFrom, time);
            answer = _latest.Answer;
        }

        return answer.IsCompletedSuccessfully ? answer : answer.WaitAsync(cancellationToken);
    }

    /// <summary>Whoever asks from now on gets a new answer; an old one that is still on its way goes only to those who wait for it.</summary>
    public void Forget()
    {
        lock (_gate) _latest = null;
    }

    private bool IsFresh(Flight flight) => flight.Answer.IsCompletedSuccessfully && time.GetElapsedTime(flight.AgeFromTimestamp) < keptFor;

    /// <summary>One question on its way to its answer.</summary>
    private sealed class Flight
    {
        private long _timestamp;

        internal Flight(Func<Task<T>> load, AgeFrom ageFrom, TimeProvider time) => Answer = LoadAsync(load, ageFrom, time);

        internal Task<T> Answer { get; }

        internal long AgeFromTimestamp => Volatile.Read(ref _timestamp);

        private async Task<T> LoadAsync(Func<Task<T>> load, AgeFrom ageFrom, TimeProvider time)
        {
            await Task.Yield();
            Volatile.Write(ref _timestamp, time.GetTimestamp());
            var answer = await load();
            if (ageFrom == AgeFrom.Answer) Volatile.Write(ref _timestamp, time.GetTimestamp());
            return answer;
        }
    }
}
