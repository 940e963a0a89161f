using CloudApp.Backup.BinaryLogs;

namespace CloudApp.Backup.Restore;

internal static class LostWrites
{
    /// <summary>What a transaction says to an operator who is about to lose it.</summary>
    internal static LostWrite Of(LoggedTransaction transaction) => new(
        transaction.Gtid.ToString(), transaction.CommittedAt,
        [.. transaction.Changes.Select(static change => change.Kind == ChangeKind.Statement ? change.What : $"{change.Kind.ToString().ToLowerInvariant()} {change.What}")]);
}
