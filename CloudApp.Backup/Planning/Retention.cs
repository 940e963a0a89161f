namespace CloudApp.Backup.Planning;

/// <summary>One backup as the clean-up sees it.</summary>
public sealed record KeptBackup(BackupName Name, VerificationResult Result);

/// <summary>Which backups may go. Pure.</summary>
public static class Retention
{
    /// <summary>Bad ones are kept to be looked at, but they may not fill the disk.</summary>
    public const int BadOnesMost = 2;

    /// <summary>
    /// The days are counted back from the newest good backup, not from now: while none succeeds, or after a jump of the
    /// clock, nothing is deleted, and the newest good one never is. Without a good one only surplus bad ones go.
    /// </summary>
    public static IReadOnlyList<BackupName> ToDelete(IReadOnlyCollection<KeptBackup> backups, int days)
    {
        var newestGood = NewestGood(backups);
        var old = newestGood is null
            ? []
            : backups.Where(backup => backup.Name.At < newestGood.At.AddDays(-days)).Select(backup => backup.Name);
        var surplus = backups.Where(backup => backup.Result == VerificationResult.Bad)
            .OrderByDescending(backup => backup.Name.At).Skip(BadOnesMost).Select(backup => backup.Name);
        return [.. old.Union(surplus).OrderBy(name => name.At)];
    }

    public static BackupName? NewestGood(IEnumerable<KeptBackup> backups) =>
        backups.Where(backup => backup.Result == VerificationResult.Good).MaxBy(backup => backup.Name.At)?.Name;
}
