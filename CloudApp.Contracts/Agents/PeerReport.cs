namespace CloudApp.Contracts.Agents;

/// <summary>What one database agent tells the other, ten times a second.</summary>
/// <param name="Run">Of the agent; grows with every start.</param>
/// <param name="Sequence">Grows within a run. An older report changes nothing.</param>
/// <param name="State">By the name that the decision gives it.</param>
/// <param name="Executed">A GTID set; null while its server does not answer.</param>
/// <param name="Received">A GTID set: executed, or in its relay log.</param>
/// <param name="Revision">In etcd, of the newest record that it has seen; 0 with another arbiter.</param>
public sealed record PeerReport(
    string Site, long Run, long Sequence, string State, long Epoch, string? Incarnation, bool Attached, bool Settled, bool Closed,
    string? Executed, string? Received, string Verdict, long History = 0, long Revision = 0);
