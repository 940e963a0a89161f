namespace CloudApp.Failover.Core;

/// <summary>This server's life as a follower: what the record can name, because nothing received in it was lost.</summary>
internal sealed class Incarnation(AgentIdentity self)
{
    private int _count;
    private IGtidPosition? _retrieved;

    /// <summary>Null while the server neither follows nor has closed for a handover.</summary>
    public string? Id { get; private set; }

    /// <summary>The history of the record under which the last incarnation began.</summary>
    public long History { get; private set; }

    /// <summary>Closed for a handover: nothing is written until it is opened again.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>A new life: no promise made to an earlier one holds for it.</summary>
    public void Begin(long history, bool closed)
    {
        Id = $"{self.Site}/{self.Run}/{++_count}";
        History = history;
        IsClosed = closed;
        _retrieved = null;
    }

    /// <summary>The same life goes on after a handover that was given up.</summary>
    public void FollowOn() => IsClosed = false;

    /// <summary>
    /// What was received in this life is there for as long as it lasts, applied or not. When less is there than before,
    /// somebody has dropped the relay log, and what came between two looks with it: a new life begins, for which nothing
    /// is promised.
    /// </summary>
    /// <param name="retrieved">Null without a source.</param>
    public void TakeRetrieved(IGtidPosition? retrieved)
    {
        if (Id is null)
            return;
        if (_retrieved is not null && retrieved?.Contains(_retrieved) != true)
            Begin(History, IsClosed);
        _retrieved = retrieved;
    }

    public void End()
    {
        Id = null;
        IsClosed = false;
        _retrieved = null;
    }
}
