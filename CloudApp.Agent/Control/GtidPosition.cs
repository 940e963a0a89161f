using CloudApp.Failover;

namespace CloudApp.Agent.Control;

/// <summary>A server's GTID set, as the decision compares it.</summary>
internal sealed record GtidPosition(GtidSet Set) : IGtidPosition
{
    public bool Contains(IGtidPosition other) => other is GtidPosition position && Set.Contains(position.Set);
}
