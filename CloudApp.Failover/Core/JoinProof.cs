namespace CloudApp.Failover.Core;

/// <summary>
/// What a joining follower must show. Its incarnation is captured before the barrier is committed: what this incarnation
/// says it has received after the barrier, it has received in one life, so nothing of it was lost in a restart between.
/// </summary>
internal sealed class JoinProof
{
    public string? Incarnation { get; private set; }

    /// <summary>gtid_executed after the barrier; null until it is acknowledged.</summary>
    public IGtidPosition? Barrier { get; set; }

    public void Begin(string? incarnation)
    {
        Incarnation = incarnation;
        Barrier = null;
    }
}
