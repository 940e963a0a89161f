namespace CloudApp.Backup.BinaryLogs;

/// <summary>How far the copy of the primary's binary logs is behind.</summary>
public sealed record StreamStatus
{
    /// <summary>The site whose server is streamed; empty while there is no primary.</summary>
    public string Source { get; init; } = "";

    public string ServerUuid { get; init; } = "";

    /// <summary>The newest file here.</summary>
    public string File { get; init; } = "";

    /// <summary>Of the primary's log that is not here yet; -1 while unknown.</summary>
    public long BytesBehind { get; init; } = -1;

    /// <summary>Since everything that the primary had written was here; -1 while it never was.</summary>
    public double SecondsBehind { get; init; } = -1;

    /// <summary>What is wrong; empty when nothing is.</summary>
    public string Problem { get; init; } = "";

    /// <summary>The oldest binary log that is kept; null when there is none.</summary>
    public DateTimeOffset? OldestAt { get; init; }
}
