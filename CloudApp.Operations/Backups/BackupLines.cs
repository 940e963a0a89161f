using System.Globalization;
using CloudApp.Contracts.Backups;

namespace CloudApp.Operations.Backups;

/// <summary>What the commands say of backups, in words. Pure.</summary>
public static class BackupLines
{
    private const long MiB = 1024 * 1024;

    /// <summary>One host's backups in one line, for <c>cloudapp status</c>.</summary>
    public static string Status(BackupStatus? status, DateTimeOffset now)
    {
        if (status is null)
            return "backup: its service does not answer";
        var newest = status.NewestGoodAt is { } at ? $"{status.NewestGood}, restored and equal, {Age(now - at)} old" : "none yet that was restored";
        var run = status.Run is { EndedAt: null } running ? $"; right now {running.Name}: {running.Phase}" : "";
        var problems = status.Problems.Count == 0 ? "" : $"; {string.Join(" ", status.Problems)}";
        return string.Create(CultureInfo.InvariantCulture, $"backup: {newest}; {status.Count} kept, next {status.NextAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC{run}; {BinaryLogs(status.BinaryLogs)}{OffSite(status.OffSite)}{problems}");
    }

    private static string BinaryLogs(BinaryLogStatus? logs)
    {
        if (logs is null)
            return "binary logs not copied yet";
        var problem = string.IsNullOrEmpty(logs.Problem) ? "" : $" ({logs.Problem})";
        return logs.SecondsBehind < 0
            ? $"binary logs not copied yet{problem}"
            : string.Create(CultureInfo.InvariantCulture, $"binary logs of {logs.Source} {logs.SecondsBehind:0} s behind{problem}");
    }

    private static string OffSite(OffSiteStatus? copies)
    {
        if (copies is null)
            return "";
        var problem = string.IsNullOrEmpty(copies.Problem) ? "" : $" ({copies.Problem})";
        return copies.SecondsBehind < 0
            ? $"; nothing on {copies.Target} yet{problem}"
            : string.Create(CultureInfo.InvariantCulture, $"; {copies.Target} {copies.SecondsBehind:0} s behind{problem}");
    }

    /// <summary>One backup in the list.</summary>
    public static string Entry(BackupEntry entry, DateTimeOffset now)
    {
        var word = entry.Result switch
        {
            VerificationResult.Good => $"restored and equal {Age(now - (entry.VerifiedAt ?? entry.MadeAt))} ago",
            VerificationResult.Bad => $"BAD: {entry.Problem}",
            _ => entry.Problem.Length == 0 ? "not restored yet" : entry.Problem,
        };
        return string.Create(CultureInfo.InvariantCulture, $"{entry.Name}  {Age(now - entry.MadeAt),9} old  {Size(entry.Bytes),10}  {entry.Rows,9} rows  {word}");
    }

    /// <summary>The figures of a run that went well.</summary>
    public static string Done(BackupEntry entry) => string.Create(
        CultureInfo.InvariantCulture,
        $"{entry.Name}: {entry.Rows} rows, {Size(entry.Bytes)}, dumped in {entry.DumpSeconds:0.0} s (writes waited {entry.LockMs:0} ms), restored and found equal in {entry.VerifySeconds:0.0} s.");

    private static string Age(TimeSpan age) => age switch
    {
        { TotalMinutes: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, age.TotalSeconds):0} s"),
        { TotalHours: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalMinutes:0} min"),
        { TotalDays: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalHours:0.0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{age.TotalDays:0.0} days"),
    };

    private static string Size(long bytes) => bytes < MiB
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KiB")
        : string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / MiB:0.0} MiB");
}
