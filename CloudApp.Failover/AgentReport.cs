namespace CloudApp.Failover;

/// <summary>What an agent tells the other one, periodically and at each change. Lost and repeated reports do no harm.</summary>
/// <param name="Run">Changes with each start of the agent.</param>
/// <param name="Sequence">Grows within a run; older ones are dropped.</param>
/// <param name="Epoch">The highest epoch this agent has seen.</param>
/// <param name="Incarnation">Under which it follows, or has closed for a handover; null when it does neither.</param>
/// <param name="Attached">The receiver runs under that incarnation.</param>
/// <param name="Settled">A primary whose semi-sync is off: all of its binary log is in <paramref name="Executed"/>.</param>
/// <param name="Closed">Closed for a handover: <paramref name="Executed"/> is final until it is opened again.</param>
/// <param name="History">That of the record under which the incarnation began.</param>
/// <param name="Revision">Of the newest record that was seen on this host, in the arbiter's store; 0 where there is no such store.</param>
/// <param name="Verdict">The reason of the last transition, in words.</param>
public sealed record AgentReport(
    string Site, long Run, long Sequence, AgentState State, long Epoch,
    string? Incarnation, bool Attached, bool Settled, bool Closed,
    IGtidPosition? Executed, IGtidPosition? Received, string Verdict, long History = 0, long Revision = 0);
