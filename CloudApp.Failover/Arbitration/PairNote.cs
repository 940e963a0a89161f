namespace CloudApp.Failover.Arbitration;

/// <summary>What one host's arbitration tells the other's, as a question and as its answer.</summary>
/// <param name="Run">The agent's start number: it grows with every start.</param>
/// <param name="Sequence">Grows within a run. An older note changes nothing.</param>
/// <param name="Proposed">A change that waits until the other host knows it.</param>
/// <param name="Owner">The lease that this host holds, or null.</param>
/// <param name="Wants">The lease that this host asks consent for, or null.</param>
/// <param name="Forced">It asks on an operator's order.</param>
/// <param name="HandedOver">A switchover: the other host may take the lease without an order of its own.</param>
/// <param name="Granted">In an answer: the lease that the other host may take.</param>
public sealed record PairNote(
    string Site, long Run, long Sequence, PairRecord? Held, PairRecord? Proposed = null,
    string? Owner = null, string? Wants = null, bool Forced = false, bool HandedOver = false, string? Granted = null);
