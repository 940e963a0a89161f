namespace CloudApp.Backup.Planning;

/// <summary>
/// Which binary logs no kept backup needs any more: those that were complete long before the oldest good one was begun.
/// Order comes from the logs' own numbers, so that a clock that is wrong removes nothing that is needed. Pure.
/// </summary>
/// <param name="heads">Of the oldest good backup that is kept; null when there is none, or when it does not say.</param>
internal sealed class LogHorizon(IReadOnlyDictionary<string, string>? heads)
{
    /// <summary>The snapshot of a replica may be a moment behind what is copied: one file more stays.</summary>
    private const int SpareFiles = 1;

    public static LogHorizon Of(IEnumerable<(KeptBackup Backup, BackupManifest? Manifest)> backups) => new(
        backups.Where(static found => found.Backup.Result == VerificationResult.Good).OrderBy(static found => found.Backup, KeptBackup.Order).FirstOrDefault().Manifest?.LogHeads);

    /// <param name="file">Such as binlog.000012.</param>
    public bool IsBehind(string serverUuid, string file) =>
        heads is not null && heads.TryGetValue(serverUuid, out var head) && NumberOf(file) is { } number && NumberOf(head) is { } newest && number < newest - SpareFiles;

    private static int? NumberOf(string file) =>
        int.TryParse(file.AsSpan(file.LastIndexOf('.') + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;
}
