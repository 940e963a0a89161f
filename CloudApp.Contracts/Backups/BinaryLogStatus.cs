namespace CloudApp.Contracts.Backups;

/// <summary>How far the copy of the primary's binary logs is behind.</summary>
public sealed record BinaryLogStatus
{
    /// <summary>The site whose server is streamed; empty while there is no primary.</summary>
    public string Source { get; set; } = "";

    public string ServerUuid { get; set; } = "";

    /// <summary>The newest file here.</summary>
    public string File { get; set; } = "";

    /// <summary>Of the primary's log that is not here yet; -1 while unknown.</summary>
    public long BytesBehind { get; set; } = -1;

    /// <summary>Since everything that the primary had written was here; -1 while it never was.</summary>
    public double SecondsBehind { get; set; } = -1;

    /// <summary>What is wrong; empty when nothing is.</summary>
    public string Problem { get; set; } = "";

    /// <summary>The oldest binary log that is kept; null when there is none.</summary>
    public DateTimeOffset? OldestAt { get; set; }
}
