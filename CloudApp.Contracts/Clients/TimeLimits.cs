namespace CloudApp.Contracts.Clients;

/// <summary>How long our programs wait for each other's answers.</summary>
public static class TimeLimits
{
    /// <summary>What is answered from memory: a status, a list.</summary>
    public static readonly TimeSpan Question = TimeSpan.FromSeconds(2);

    /// <summary>An order to an agent: a switchover drains the replica first, and gives up by itself after 5 s.</summary>
    public static readonly TimeSpan Order = TimeSpan.FromSeconds(20);

    /// <summary>A report between agents: the next one follows after 100 ms.</summary>
    public static readonly TimeSpan Report = TimeSpan.FromMilliseconds(500);

    /// <summary>A watch may be answered so much later than its own wait.</summary>
    public static readonly TimeSpan WatchGrace = TimeSpan.FromMilliseconds(700);

    /// <summary>One step of a restore, on a host that is busy with it.</summary>
    public static readonly TimeSpan RestoreStep = TimeSpan.FromSeconds(10);

    /// <summary>Reading a week of binary logs, or fetching them from elsewhere, takes its time.</summary>
    public static readonly TimeSpan RestorePreview = TimeSpan.FromHours(1);

    /// <summary>Between two pieces of a file: it may be large, and the line between the hosts slow.</summary>
    public static readonly TimeSpan Piece = TimeSpan.FromSeconds(30);
}
