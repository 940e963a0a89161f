using System.Collections.Concurrent;

namespace CloudApp.Tests.Lab.Failover;

/// <summary>An upload that was answered 201: it must be there exactly once, for ever, under this id.</summary>
/// <param name="AtTimestamp">When the answer came, as TimeProvider.GetTimestamp gives it.</param>
internal sealed record AcknowledgedWrite(string Key, long Id, long AtTimestamp);

/// <summary>What the clients were promised.</summary>
internal sealed class Ledger(TimeProvider time)
{
    private readonly ConcurrentQueue<AcknowledgedWrite> _writes = [];
    private readonly ConcurrentQueue<string> _unanswered = [];

    public IReadOnlyCollection<AcknowledgedWrite> Writes => _writes;

    /// <summary>Keys that were given up without an answer: such an upload may be there or not, but never twice.</summary>
    public IReadOnlyCollection<string> Unanswered => _unanswered;

    public void Acknowledge(string key, long id) => _writes.Enqueue(new AcknowledgedWrite(key, id, time.GetTimestamp()));

    public void GiveUp(string key) => _unanswered.Enqueue(key);

    public int CountSince(long timestamp) => _writes.Count(write => write.AtTimestamp >= timestamp);
}
