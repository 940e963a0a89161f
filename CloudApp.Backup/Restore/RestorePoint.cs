using System.Globalization;
using CloudApp.Backup.BinaryLogs;

namespace CloudApp.Backup.Restore;

/// <summary>Where a restore stops. What happened at that moment and later is not restored.</summary>
/// <param name="Replays">Binary logs follow the backup; without it the backup alone is restored.</param>
public sealed record RestorePoint(bool Replays, DateTimeOffset? Time = null, Gtid? Gtid = null)
{
    public const string LatestWord = "latest";

    public static RestorePoint BackupAlone { get; } = new(Replays: false);

    public static RestorePoint Latest { get; } = new(Replays: true);

    /// <summary>Reads "latest", a time or a transaction's identifier; nothing means the backup alone.</summary>
    /// <param name="zone">Of a time that names none.</param>
    /// <exception cref="FormatException">It is none of these.</exception>
    public static RestorePoint Parse(string? text, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var trimmed = text?.Trim() ?? "";
        if (trimmed.Length == 0)
            return BackupAlone;
        if (string.Equals(trimmed, LatestWord, StringComparison.OrdinalIgnoreCase))
            return Latest;
        if (CloudApp.MySql.Gtid.TryParse(trimmed) is { } gtid)
            return Latest with { Gtid = gtid };
        if (!DateTime.TryParse(trimmed, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowWhiteSpaces, out var time))
            throw new FormatException($"'{trimmed}' is no time (2026-11-24 10:15:03, or with a zone 2026-11-24T10:15:03Z), no transaction (uuid:number) and not '{LatestWord}'.");
        return Latest with
        {
            Time = time.Kind == DateTimeKind.Utc ? new DateTimeOffset(time) : new DateTimeOffset(time, zone.GetUtcOffset(time)),
        };
    }

    /// <summary>Whether this transaction, and so everything after it, is left out.</summary>
    public bool StopsBefore(LoggedTransaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return (Time is { } time && transaction.CommittedAt >= time) || (Gtid is { } gtid && transaction.Gtid == gtid);
    }
}
