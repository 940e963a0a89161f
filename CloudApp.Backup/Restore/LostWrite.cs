using System.Globalization;
using CloudApp.Backup.BinaryLogs;

namespace CloudApp.Backup.Restore;

/// <summary>A write of a client that a restore takes back.</summary>
public sealed record LostWrite(string Gtid, DateTimeOffset At, IReadOnlyList<string> Changes)
{
    internal static LostWrite From(LoggedTransaction transaction) => new(
        transaction.Gtid.ToString(), transaction.CommittedAt,
        [.. transaction.Changes.Select(static change => change.Kind == ChangeKind.Statement ? change.What : $"{change.Kind.ToString().ToLowerInvariant()} {change.What}")]);

    /// <summary>One line for people.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At:yyyy-MM-dd HH:mm:ss.ffffff}Z  {Gtid}  {string.Join("; ", Changes)}");
}
