using System.Globalization;
using CloudApp.Backup.BinaryLogs;

namespace CloudApp.Backup.Restore;

/// <summary>What a restore takes back: listed as far as the kept logs say it, and whatever they cannot say is said as well.</summary>
/// <param name="Listed">The first <see cref="MaxListed"/>, in the order of the present history.</param>
/// <param name="Count">May be more than are listed.</param>
internal sealed record LossReport(IReadOnlyList<LostWrite> Listed, long Count)
{
    public const int MaxListed = 10_000;

    private const int MaxRecordsNamed = 50;

    /// <summary>How many of them carry a time before the moment that was asked for.</summary>
    public long EarlierCount { get; private init; }

    /// <summary>Writes in kept logs that are neither restored nor listed.</summary>
    public long AsideCount { get; private init; }

    /// <summary>Records that come back although their pictures were removed: their deletion is taken back.</summary>
    public IReadOnlyList<long> ReturningRecords { get; private init; } = [];

    /// <summary>Why the list may be too short; empty when it is not.</summary>
    public string Gap { get; private init; } = "";

    /// <summary>What the primary has executed and no log here has; empty when that is nothing.</summary>
    public GtidSet Unseen { get; private init; } = GtidSet.Empty;

    /// <summary>Nothing is known to exist that is neither restored nor listed, apart from what the present data lacks as well.</summary>
    public bool IsComplete => Gap.Length == 0 && Unseen.IsEmpty;

    /// <summary>What an operator should know beside the list, in sentences.</summary>
    public IReadOnlyList<string> Notes => [.. Sentences()];

    /// <param name="executed">All that the primary has executed; null when nobody knows.</param>
    internal static LossReport Make(
        LogArchive archive, IReadOnlyList<EpochStart> epochs, GtidSet backup, GtidSet end, RestorePoint point, GtidSet? executed)
    {
        var listed = new List<LostWrite>();
        var (count, earlier, gap) = (0L, 0L, "");
        var known = end;
        var returning = new SortedSet<long>();
        try
        {
            foreach (var (_, transaction) in new LogChain(archive, backup).Read(LogChain.ServersAt(epochs, RestorePoint.Latest, static _ => true)))
            {
                if (end.Contains(transaction.Gtid))
                    continue;
                known = known.With(transaction.Gtid);
                if (transaction.IsHeartbeat)
                    continue;
                count++;
                returning.UnionWith(transaction.DeletedRecords);
                earlier += transaction.CommittedAt < point.Time ? 1 : 0;
                if (listed.Count < MaxListed)
                    listed.Add(LostWrites.Of(transaction));
            }
        }
        catch (InvalidDataException hole)
        {
            gap = hole.Message;
        }
        (var aside, known) = CountAside(archive, known);
        var unseen = executed?.Subtract(known) ?? GtidSet.Empty;
        return new LossReport(listed, count) { EarlierCount = earlier, AsideCount = aside, ReturningRecords = [.. returning], Gap = gap, Unseen = unseen };
    }

    /// <summary>Counts what all kept logs hold beyond what is known, and returns it with that.</summary>
    private static (long Count, GtidSet Known) CountAside(LogArchive archive, GtidSet known)
    {
        var count = 0L;
        foreach (var file in archive.Servers.SelectMany(archive.FilesOf))
        {
            using var reader = new BinaryLogReader(file);
            foreach (var transaction in reader.ReadTransactions().Where(transaction => !known.Contains(transaction.Gtid)))
            {
                known = known.With(transaction.Gtid);
                count += transaction.IsHeartbeat ? 0 : 1;
            }
        }
        return (count, known);
    }

    private IEnumerable<string> Sentences()
    {
        if (Gap.Length > 0)
            yield return $"The list of what is taken back is not complete: {Gap}";
        if (!Unseen.IsEmpty)
            yield return string.Create(CultureInfo.InvariantCulture, $"{Unseen.Count} transactions of the primary are in no binary log here, and would be lost as well (the agents' own signs of life count among them): {Unseen}");
        if (ReturningRecords.Count > 0)
        {
            var more = ReturningRecords.Count > MaxRecordsNamed ? string.Create(CultureInfo.InvariantCulture, $" and {ReturningRecords.Count - MaxRecordsNamed} more") : "";
            yield return $"Records that come back without their pictures, because these were removed when the records were deleted: {string.Join(", ", ReturningRecords.Take(MaxRecordsNamed))}{more}. Pictures that a target outside has are brought back with --identity.";
        }
        if (EarlierCount > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{EarlierCount} of them carry a time before the moment that was asked for: a clock was set, and that moment exists twice. To keep them, name the first transaction that is not to be restored instead of a time.");
        if (AsideCount > 0)
        {
            var writes = AsideCount == 1 ? "1 write is" : string.Create(CultureInfo.InvariantCulture, $"{AsideCount} writes are");
            yield return Gap.Length > 0
                ? $"{writes} in binary logs that are kept here, and not in the list."
                : $"{writes} in binary logs that are kept here and in no history that leads to the present data: of an old primary, taken over by nobody, or taken back by an earlier restore.";
        }
    }
}
