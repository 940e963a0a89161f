namespace CloudApp.Failover;

/// <summary>
/// One action for mysqld, answered with <see cref="CommandFinished"/>. Role commands run one after the other. Heartbeats
/// (<see cref="Heartbeat"/>) use a connection of their own: they hang by design while an acknowledgement is missing and
/// must hold nothing up.
/// </summary>
public sealed record DatabaseCommand(long Id, AgentAction Action, bool Heartbeat = false)
{
    /// <summary>Transactions of the primary, for SaveExtra: all others are extra.</summary>
    public IGtidPosition? PrimaryPosition { get; init; }

    /// <summary>The epoch in which this was decided: for logs and the saved copy's name.</summary>
    public long Epoch { get; init; }
}
