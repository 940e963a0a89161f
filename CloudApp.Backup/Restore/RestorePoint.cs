using CloudApp.Backup.BinaryLogs;

namespace CloudApp.Backup.Restore;

/// <summary>Where a restore stops. What happened at that moment and later is not restored.</summary>
/// <param name="Replays">Binary logs follow the backup; without it the backup alone is restored.</param>
internal sealed record RestorePoint(bool Replays, DateTimeOffset? Time = null, Gtid? Gtid = null)
{
    public const string LatestWord = "latest";

    public static RestorePoint BackupAlone { get; } = new(Replays: false);

    public static RestorePoint Latest { get; } = new(Replays: true);

    /// <summary>Reads "latest", a time or a transaction's identifier; nothing means the backup alone.</summary>
    /// <param name="zone">Of a time that names none.</param>
    /// <exception cref="FormatException">It is none of these, or a time that exists twice or not at all in the zone.</exception>
    public static RestorePoint Parse(string? text, TimeZoneInfo zone)
    {
        var trimmed = text?.Trim() ?? "";
        if (trimmed.Length == 0)
            return BackupAlone;
        if (string.Equals(trimmed, LatestWord, StringComparison.OrdinalIgnoreCase))
            return Latest;
        if (CloudApp.MySql.Gtid.TryParse(trimmed) is { } gtid)
            return Latest with { Gtid = gtid };
        return Latest with { Time = RestoreTime.Parse(trimmed, zone) };
    }

    /// <summary>Where it stops, in words; a time in UTC and in the plan's zone.</summary>
    public string Describe(TimeZoneInfo zone) => this switch
    {
        { Replays: false } => "the backup's own moment",
        { Gtid: { } gtid } => $"just before the transaction {gtid}",
        { Time: { } time } => $"just before {RestoreTime.Describe(time, zone)}",
        _ => "the last transaction that is kept",
    };

    /// <summary>Whether this transaction, and so everything after it, is left out.</summary>
    public bool StopsBefore(LoggedTransaction transaction) =>
        (Time is { } time && transaction.CommittedAt >= time) || (Gtid is { } gtid && transaction.Gtid == gtid);
}
