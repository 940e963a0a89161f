namespace CloudApp.Contracts.Backups;

/// <summary>What a restore would do.</summary>
/// <param name="ReplayCount">Transactions that follow the backup.</param>
/// <param name="LastAt">Of the last of these.</param>
/// <param name="Lost">The first writes that would be lost.</param>
/// <param name="EndSet">The GTID set of the restored server.</param>
public sealed record RestorePreview(
    string Name, DateTimeOffset BackupAt, long ReplayCount, DateTimeOffset? LastAt, long LostCount, IReadOnlyList<LostWrite> Lost, string EndSet);
