namespace CloudApp.Backup.BinaryLogs;

internal enum ChangeKind
{
    Inserts,
    Updates,
    Deletes,

    /// <summary>A statement such as DROP TABLE.</summary>
    Statement,
}

/// <summary>What a transaction did to one table.</summary>
/// <param name="What">schema.table, or the beginning of a statement.</param>
internal readonly record struct LoggedChange(ChangeKind Kind, string What);

/// <summary>One transaction of a binary log.</summary>
/// <param name="CommittedAt">At the server where a client wrote it.</param>
/// <param name="End">Its file is complete up to here.</param>
internal sealed record LoggedTransaction(Gtid Gtid, DateTimeOffset CommittedAt, long Start, long End)
{
    public IReadOnlyList<LoggedChange> Changes { get; init; } = [];

    /// <summary>Nothing of the application's is in it.</summary>
    public bool IsHeartbeat => Changes.Count == 0;

    /// <summary>The application's records; a picture goes with each.</summary>
    public const string RecordsTable = "cloud_app.records";

    /// <summary>Identifiers of the application's records that it deleted; their pictures were removed with them.</summary>
    public IReadOnlyList<long> DeletedRecords { get; init; } = [];

    /// <summary>What a server needs to apply it, without the rows of the agents' table.</summary>
    internal IReadOnlyList<LogEvent> Events { get; init; } = [];
}
