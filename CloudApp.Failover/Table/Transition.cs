namespace CloudApp.Failover.Table;

internal delegate bool Guard(in Observation observation);

/// <summary>One row of the table.</summary>
/// <param name="From">The states it applies to.</param>
/// <param name="When">The guard in words: the label in the diagram.</param>
/// <param name="Applies">The guard.</param>
/// <param name="Next">The state after it; equal to the present one to stay.</param>
/// <param name="Reason">For the log and the status, in plain words.</param>
/// <param name="Actions">What it sets off, in order. Staying without actions is "nothing to do".</param>
internal sealed record Transition(
    AgentState[] From, string When, Guard Applies, AgentState? Next, string Reason, params AgentAction[] Actions);
