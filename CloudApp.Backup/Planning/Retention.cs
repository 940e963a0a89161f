namespace CloudApp.Backup.Planning;

/// <summary>One backup as the clean-up sees it.</summary>
internal sealed record KeptBackup(BackupName Name, VerificationResult Result)
{
    /// <summary>Of the manifest; 0 in one that was made before there was a sequence, or that cannot be read.</summary>
    public long Sequence { get; init; }

    /// <summary>How many transactions are in it; of two of one history, the later one has more.</summary>
    public long Transactions { get; init; }

    /// <summary>
    /// Which was made first: by sequence, then by transactions. The time in the name is what a clock said; it decides
    /// where nothing else does.
    /// </summary>
    public static IComparer<KeptBackup> Order { get; } = Comparer<KeptBackup>.Create(static (one, other) =>
        (one.Sequence, one.Transactions, one.Name.At).CompareTo((other.Sequence, other.Transactions, other.Name.At)));
}

/// <summary>Which backups may go. Pure.</summary>
internal static class Retention
{
    /// <summary>Bad ones are kept to be looked at, but they may not fill the disk.</summary>
    public const int MaxBad = 2;

    private const int MinGoodEver = 3;

    /// <summary>No host is off for longer: a newest backup that is further ahead of the one before it was made while a clock was wrong.</summary>
    private const int MaxOutageDays = 365;

    /// <summary>One a day and at least three: so many good ones stay, whatever the clock says of their age.</summary>
    public static int MinGood(int days) => Math.Max(days, MinGoodEver);

    /// <summary>
    /// The days are counted back from the newest good backup, not from now: while none succeeds, nothing is deleted.
    /// A backup whose time lies after that of the newest was made while a clock was wrong, so its age is not known: it
    /// goes when enough newer ones are good. Nor is a newest one believed that is more than a year ahead of the one before
    /// it: that would make all the others old. Without a good one only surplus bad ones go.
    /// </summary>
    public static IReadOnlyList<BackupName> ToDelete(IReadOnlyCollection<KeptBackup> backups, int days)
    {
        var newestFirst = backups.OrderDescending(KeptBackup.Order).ToList();
        var good = newestFirst.Where(static backup => backup.Result == VerificationResult.Good).ToList();
        var minGood = MinGood(days);
        var old = good.Count < minGood
            ? []
            : newestFirst.SkipWhile(backup => backup != good[minGood - 1]).Skip(1).Where(backup => IsOld(backup.Name.At, Reference(good), days));
        var surplus = newestFirst.Where(static backup => backup.Result == VerificationResult.Bad).Skip(MaxBad);
        return [.. old.Union(surplus).Order(KeptBackup.Order).Select(static backup => backup.Name)];
    }

    public static BackupName? NewestGood(IEnumerable<KeptBackup> backups) =>
        backups.Where(static backup => backup.Result == VerificationResult.Good).Max(KeptBackup.Order)?.Name;

    /// <summary>The time from which days are counted back.</summary>
    private static DateTimeOffset Reference(List<KeptBackup> good) =>
        good.Count > 1 && good[0].Name.At > good[1].Name.At.AddDays(MaxOutageDays) ? good[1].Name.At : good[0].Name.At;

    private static bool IsOld(DateTimeOffset at, DateTimeOffset newest, int days) => at < newest.AddDays(-days) || at > newest;
}
