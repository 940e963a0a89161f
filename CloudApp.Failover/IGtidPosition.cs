namespace CloudApp.Failover;

/// <summary>A set of GTIDs, opaque to the decision.</summary>
public interface IGtidPosition
{
    /// <summary>True when every transaction of <paramref name="other"/> is in this set.</summary>
    bool Contains(IGtidPosition other);
}
