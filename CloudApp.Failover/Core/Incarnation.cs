namespace CloudApp.Failover.Core;

/// <summary>This server's life as a follower: what the record can name, because nothing received in it was lost.</summary>
internal sealed class Incarnation(AgentIdentity self)
{
    private int _count;

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
    }

    /// <summary>The same life goes on after a handover that was given up.</summary>
    public void FollowOn() => IsClosed = false;

    public void End()
    {
        Id = null;
        IsClosed = false;
    }
}
