using System.Globalization;
using CloudApp.Backup.Http;
using CloudApp.Backup.Planning;
using CloudApp.Backup.Settings;
using CloudApp.Backup.Storage;

namespace CloudApp.Backup.Running;

/// <summary>The latest status, made from what lies on the disk and from the last run.</summary>
public sealed class BackupBoard(BackupSettings settings, BackupFolder folder, BackupMaker maker, TimeProvider time)
{
    /// <summary>A day between two backups, and two hours for making and restoring one; the alert rule says the same.</summary>
    public static readonly TimeSpan OldestGood = TimeSpan.FromHours(26);

    private readonly BackupSchedule _schedule = new(settings.Plan);
    private volatile BackupStatus _current = new(settings.Site) { Since = time.GetUtcNow() };

    /// <summary>As it was at the last <see cref="Refresh"/>.</summary>
    public BackupStatus Current => _current;

    /// <param name="failures">Failed runs in a row.</param>
    public void Refresh(DateTimeOffset since, BackupRun? run, int failures)
    {
        var backups = folder.List();
        var newest = Retention.NewestGood(backups.Select(static backup => backup.Kept));
        var room = maker.Room();
        _current = new BackupStatus(settings.Site)
        {
            Directory = settings.HostDirectory,
            Count = backups.Count,
            NewestGood = newest?.Text ?? "",
            NewestGoodAt = newest?.At,
            Since = since,
            NextAt = _schedule.NextSlot(time.GetUtcNow()),
            Run = run,
            IsFailing = failures > 0,
            DiskFreeBytes = room.FreeBytes,
            DiskNeededBytes = room.NeededBytes,
            Problems = [.. Problems(backups, newest?.At ?? since, room, failures > 0 ? run : null)],
        };
    }

    /// <summary>Before anything can be known of the directory.</summary>
    public void Fail(string problem) => _current = _current with { IsFailing = true, Problems = [problem] };

    /// <summary>While a run goes on, only its phase changes.</summary>
    public void Say(BackupRun run) => _current = _current with { Run = run };

    private IEnumerable<string> Problems(IReadOnlyList<StoredBackup> backups, DateTimeOffset newestGood, DiskRoom room, BackupRun? failed)
    {
        if (failed is { Problem.Length: > 0 })
            yield return failed.Problem;
        if (time.GetUtcNow() - newestGood is var age && age > OldestGood)
            yield return string.Create(CultureInfo.InvariantCulture, $"No backup of the last {age.TotalHours:0} hours has been restored successfully.");
        if (!room.IsEnough)
            yield return room.Problem;
        foreach (var bad in backups.Where(backup => backup.Verification.Result == VerificationResult.Bad && failed?.Problem.Contains(backup.Name.Text, StringComparison.Ordinal) != true))
            yield return $"{bad.Name.Text}: {bad.Verification.Problem}";
    }
}
