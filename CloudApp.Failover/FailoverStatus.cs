namespace CloudApp.Failover;

/// <summary>What the agent says to anyone who asks. All of it is derived from state and observations, none is remembered.</summary>
/// <param name="IsPrimary">Role held <em>and</em> true: answer 200 on /primary.</param>
/// <param name="IsReplica">Follows the present primary: answer 200 on /replica.</param>
/// <param name="CanLoseAcknowledged">An acknowledged write can be lost now, if this host is lost.</param>
/// <param name="Because">Why, in words.</param>
/// <param name="Floor">The newest record that was ever seen on this host.</param>
/// <param name="IsRolledBack">The arbiter's record is gone or older than that: nobody is opened until an operator starts a new one.</param>
public sealed record FailoverStatus(
    string Site, AgentState State, string Reason, long Epoch, ClusterRecord? Record, LeaseState Lease,
    bool IsPrimary, bool IsReplica, bool CanLoseAcknowledged, string Because, RecordFloor Floor, bool IsRolledBack);
