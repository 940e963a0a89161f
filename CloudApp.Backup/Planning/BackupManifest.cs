namespace CloudApp.Backup.Planning;

/// <summary>What is known of one backup; the JSON file beside it.</summary>
/// <param name="MadeAt">When the snapshot was taken.</param>
/// <param name="Contents">What was in the snapshot.</param>
/// <param name="Bytes">Length of the compressed file.</param>
/// <param name="Sha256">Of the compressed file, hexadecimal.</param>
internal sealed record BackupManifest(
    string Name, string Site, DateTimeOffset MadeAt, SnapshotContents Contents, long Bytes, long UncompressedBytes, string Sha256)
{
    /// <summary>Grows by one with each backup of this host: the order in which they were made, whatever the clock said.</summary>
    public long Sequence { get; init; }

    /// <summary>
    /// The newest binary log that was copied of each server when the backup was begun, by server UUID: what came long before
    /// is older than this backup, whatever a clock says. Null in one that was made before this was written down.
    /// </summary>
    public IReadOnlyDictionary<string, string>? LogHeads { get; init; }

    /// <summary>Where the snapshot is in this server's binary log, for a person.</summary>
    public string BinaryLogPosition { get; init; } = "";

    /// <summary>How long writes had to wait for the snapshot at most.</summary>
    public double LockMs { get; init; }

    public double DumpSeconds { get; init; }

    public Verification Verification { get; init; } = new(VerificationResult.Open, null, "", 0);
}

/// <summary>A snapshot as the server itself counted it, and not the dump.</summary>
/// <param name="GtidSet">Exactly the transactions that are in it.</param>
/// <param name="Objects">Views, triggers, routines and events, such as <c>view cloud_app.latest</c>.</param>
internal sealed record SnapshotContents(string GtidSet, IReadOnlyList<TableFacts> Tables, IReadOnlyList<string> Objects);

/// <summary>One table's content, whatever the order of its rows.</summary>
/// <param name="Checksum">Sums over a SHA-256 of each row.</param>
internal sealed record TableFacts(string Schema, string Table, long Rows, string Checksum)
{
    public string Name => $"{Schema}.{Table}";
}

/// <summary>What a restore of the backup has shown.</summary>
/// <param name="Problem">In words; empty when it is good.</param>
internal sealed record Verification(VerificationResult Result, DateTimeOffset? At, string Problem, double Seconds);
