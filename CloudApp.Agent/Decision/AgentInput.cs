namespace CloudApp.Agent.Decision;

/// <summary>One thing that has happened, told to <see cref="AgentCore.Step"/>.</summary>
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
/// <param name="Position">Where the verb answers with one.</param>
public sealed record CommandFinished(long Id, bool Succeeded, IGtidPosition? Position = null, string? Error = null) : AgentInput;

public sealed record PeerReported(AgentReport Report) : AgentInput;

public sealed record ArbiterReplied(ArbiterReply Reply) : AgentInput;

public sealed record ArbiterSaw(ArbiterView View) : AgentInput;

/// <param name="Reason">Of a Close: what every status repeats while the pair is closed.</param>
public sealed record OperatorAsked(OperatorView What, string Reason = "") : AgentInput;
