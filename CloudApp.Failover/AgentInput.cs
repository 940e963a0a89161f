namespace CloudApp.Failover;

/// <summary>One thing that has happened, told to the core in one step.</summary>
public abstract record AgentInput
{
    private protected AgentInput()
    {
    }
}

/// <summary>Only time has passed.</summary>
public sealed record Tick : AgentInput
{
    public static Tick Instance { get; } = new();
}

public sealed record DatabaseObserved(DatabaseFacts Facts) : AgentInput;

/// <summary>A database command has ended.</summary>
/// <param name="Position">gtid_executed, for the actions that answer with it.</param>
public sealed record CommandFinished(long Id, bool Succeeded, IGtidPosition? Position = null, string? Error = null) : AgentInput;

public sealed record PeerReported(AgentReport Report) : AgentInput;

public sealed record ArbiterReplied(ArbiterReply Reply) : AgentInput;

public sealed record ArbiterObserved(ArbiterSnapshot Snapshot) : AgentInput;

/// <param name="Reason">For Close: every status repeats it while the pair is closed.</param>
/// <param name="AboveEpoch">For NewRecord: the highest epoch that is known of any host.</param>
/// <param name="AboveHistory">For NewRecord: the same of the history.</param>
public sealed record OperatorOrdered(OperatorOrder Order, string Reason = "", long AboveEpoch = 0, long AboveHistory = 0) : AgentInput;
