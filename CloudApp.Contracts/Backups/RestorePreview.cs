namespace CloudApp.Contracts.Backups;

/// <summary>What a restore would do.</summary>
/// <param name="ReplayCount">Transactions that follow the backup.</param>
/// <param name="LastAt">Of the last of these.</param>
/// <param name="Lost">The first writes that would be lost.</param>
/// <param name="EndSet">The GTID set of the restored server.</param>
public sealed record RestorePreview(
    string Name, DateTimeOffset BackupAt, long ReplayCount, DateTimeOffset? LastAt, long LostCount, IReadOnlyList<LostWrite> Lost, string EndSet)
{
    /// <summary>Where it stops, in words; a time in UTC and in the plan's zone.</summary>
    public string Moment { get; set; } = "";

    /// <summary>False when something is known to exist that is neither restored nor listed; a note says what.</summary>
    public bool IsLostComplete { get; set; } = true;

    /// <summary>What an operator should know before this is done, in sentences.</summary>
    public IReadOnlyList<string> Notes { get; set; } = [];
}
