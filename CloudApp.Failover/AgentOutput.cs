namespace CloudApp.Failover;

/// <summary>What one step asks for. The object is reused: valid until the next step of the same core.</summary>
public sealed class AgentOutput
{
    /// <summary>The watchdog's deadline when nothing may be killed.</summary>
    public const long NeverMs = long.MaxValue;

    public List<ArbiterRequest> ArbiterRequests { get; } = [];

    public List<DatabaseCommand> DatabaseCommands { get; } = [];

    public List<TransitionTaken> Transitions { get; } = [];

    /// <summary>
    /// To be on disk before anything else of this step is done, or null. While it cannot be written, nothing may follow
    /// from it: the server is neither opened nor made to follow, and the arbiter is asked for nothing but to be looked at.
    /// </summary>
    public RecordFloor? Floor { get; internal set; }

    /// <summary>To be sent to the peer, or null.</summary>
    public AgentReport? Report { get; internal set; }

    /// <summary>
    /// On the agent's monotonic clock: the watchdog SIGKILLs mysqld when this has passed, whatever the agent does.
    /// It must be armed before the database commands of the same step are started.
    /// </summary>
    public long WatchdogDeadlineMs { get; internal set; } = NeverMs;

    /// <summary>The core wants to be stepped at the latest then.</summary>
    public long NextWakeMs { get; internal set; }

    internal void Clear()
    {
        ArbiterRequests.Clear();
        DatabaseCommands.Clear();
        Transitions.Clear();
        Report = null;
        Floor = null;
    }
}

/// <summary>A transition that was taken: one log line.</summary>
public sealed record TransitionTaken(long AtMs, AgentState From, AgentState To, string Reason, long Epoch);
