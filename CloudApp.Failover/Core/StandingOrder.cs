namespace CloudApp.Failover.Core;

/// <summary>What the operator has asked for and nobody has answered yet. It lapses by itself.</summary>
internal sealed class StandingOrder(StepContext step)
{
    private long _givenMs;

    public OperatorOrder Order { get; private set; }

    /// <summary>What a Close is for; empty for other orders.</summary>
    public string Reason { get; private set; } = "";

    public void Take(OperatorOrdered ordered) => (Order, Reason, _givenMs) = (ordered.Order, ordered.Reason, step.NowMs);

    public void Drop() => Order = OperatorOrder.None;

    public void DropWhenOld()
    {
        if (step.NowMs - _givenMs > step.Timings.OrderMs)
            Drop();
    }
}
