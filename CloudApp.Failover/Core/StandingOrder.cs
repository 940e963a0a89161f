namespace CloudApp.Failover.Core;

/// <summary>What the operator has asked for and nobody has answered yet. It lapses by itself.</summary>
internal sealed class StandingOrder(StepContext step)
{
    private long _givenMs;
    private ClusterRecord? _givenFor;

    public OperatorOrder Order { get; private set; }

    /// <summary>What a Close is for; empty for other orders.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>A new record's epoch and history must be above these.</summary>
    public long AboveEpoch { get; private set; }

    public long AboveHistory { get; private set; }

    /// <param name="record">What the arbiter holds.</param>
    public void Take(OperatorOrdered ordered, ClusterRecord? record) =>
        (Order, Reason, AboveEpoch, AboveHistory, _givenMs, _givenFor) = (ordered.Order, ordered.Reason, ordered.AboveEpoch, ordered.AboveHistory, step.NowMs, record);

    public void Drop() => Order = OperatorOrder.None;

    /// <param name="record">What the arbiter holds: when somebody has written one since, a new one was ordered for another case.</param>
    public void DropWhenOld(ClusterRecord? record)
    {
        var isOvertaken = Order == OperatorOrder.NewRecord && record is not null && record != _givenFor;
        if (isOvertaken || step.NowMs - _givenMs > step.Timings.OrderMs)
            Drop();
    }
}
