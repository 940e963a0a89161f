using System.Globalization;
using CloudApp.Backup.Planning;
using CloudApp.Backup.Settings;
using CloudApp.Backup.Storage;

namespace CloudApp.Backup.Running;

/// <summary>The latest status, made from what lies on the disk and from the last run.</summary>
internal sealed class BackupBoard(BackupSettings settings, BackupFolder folder, BackupMaker maker, TimeProvider time)
{
    /// <summary>A day between two backups, and two hours for making and restoring one; the alert rule says the same.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromHours(26);

    private static readonly TimeSpan MaxSensibleAge = TimeSpan.FromDays(365 * 30);

    private readonly BackupSchedule _schedule = new(settings.Plan);
    private volatile BackupStatus _current = new(settings.Site) { Since = time.GetUtcNow(), LastVerifiedAt = time.GetUtcNow() };

    /// <summary>As it was at the last <see cref="Refresh"/>.</summary>
    public BackupStatus Current => _current;

    /// <param name="failures">Failed runs in a row.</param>
    public void Refresh(DateTimeOffset since, BackupRun? run, int failures)
    {
        var backups = folder.List();
        var now = time.GetUtcNow();
        var newest = Retention.NewestGood(backups.Select(static backup => backup.Kept));
        var ahead = backups.Where(backup => BackupSchedule.IsAhead(backup.Name.At, now)).ToList();
        var datedGood = backups.Except(ahead).Where(static backup => backup.Verification.Result == VerificationResult.Good).Max(static backup => (DateTimeOffset?)backup.Name.At);
        var lastVerified = datedGood ?? (BackupSchedule.IsAhead(since, now) || ahead.Count > 0 ? DateTimeOffset.UnixEpoch : since);
        var room = maker.Room();
        _current = new BackupStatus(settings.Site)
        {
            Directory = settings.HostDirectory,
            Count = backups.Count,
            NewestGood = newest?.Text ?? "",
            NewestGoodAt = newest?.At,
            LastVerifiedAt = lastVerified,
            Since = since,
            NextAt = _schedule.NextSlot(now),
            Run = run,
            IsFailing = failures > 0,
            DiskFreeBytes = room.FreeBytes,
            DiskNeededBytes = room.NeededBytes,
            Problems = [.. Problems(backups, now - lastVerified, room, failures > 0 ? run : null), .. ahead.Select(AheadProblem)],
        };
    }

    /// <summary>Before anything can be known of the directory.</summary>
    public void Fail(string problem) => _current = _current with { IsFailing = true, Problems = [problem] };

    /// <summary>While a run goes on, only its phase changes.</summary>
    public void Say(BackupRun run) => _current = _current with { Run = run };

    private static IEnumerable<string> Problems(IReadOnlyList<StoredBackup> backups, TimeSpan age, DiskRoom room, BackupRun? failed)
    {
        if (failed is { Problem.Length: > 0 })
            yield return failed.Problem;
        if (age > MaxAge)
        {
            yield return age > MaxSensibleAge
                ? "No backup of a known age has been restored successfully: every time that is written down lies in the future."
                : string.Create(CultureInfo.InvariantCulture, $"No backup of the last {age.TotalHours:0} hours has been restored successfully.");
        }
        if (!room.IsEnough)
            yield return room.Problem;
        foreach (var bad in backups.Where(backup => backup.Verification.Result == VerificationResult.Bad && failed?.Problem.Contains(backup.Name.Text, StringComparison.Ordinal) != true))
            yield return $"{bad.Name.Text}: {bad.Verification.Problem}";
    }

    private static string AheadProblem(StoredBackup backup) =>
        $"{backup.Name.Text} says that it was made at {backup.Name.At:u}, which is still to come: a clock is or was wrong. Its age counts for nothing; look at the clock of this host.";
}
