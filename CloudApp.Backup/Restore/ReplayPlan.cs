using CloudApp.Backup.BinaryLogs;

namespace CloudApp.Backup.Restore;

/// <summary>What follows a backup up to a moment, and what is taken back.</summary>
/// <param name="Begin">What the backup has.</param>
/// <param name="End">What the restored server has in the end.</param>
/// <param name="Silent">Transactions of <paramref name="End"/> without data of anybody: they are only counted as executed.</param>
/// <param name="ReplayCount">Transactions that are applied.</param>
/// <param name="LastAt">Of the last one that is applied; null when none is.</param>
/// <param name="ReplayFile">A binary log with just these; empty when there is nothing to apply.</param>
/// <param name="LostCount">May be more than <paramref name="Lost"/> lists.</param>
public sealed record ReplayPlan(
    GtidSet Begin, GtidSet End, GtidSet Silent, long ReplayCount, DateTimeOffset? LastAt, string ReplayFile, IReadOnlyList<LostWrite> Lost, long LostCount)
{
    public const int LostListedMax = 10_000;

    /// <summary>Reads the archive and writes the file to replay.</summary>
    /// <exception cref="InvalidDataException">The point cannot be reached from this backup with the logs that are here.</exception>
    internal static ReplayPlan Make(LogArchive archive, GtidSet backup, DateTimeOffset backupAt, RestorePoint point, string replayFile)
    {
        var epochs = archive.ReadEpochs();
        if (point.Time is { } time && time < backupAt)
            throw new InvalidDataException($"The backup was made at {backupAt:u}, after {time:u}: choose an older one.");
        var (end, silent) = (backup, GtidSet.Empty);
        var count = 0L;
        DateTimeOffset? lastAt = null;
        using (var extract = new LogExtract(replayFile))
        {
            if (point.Replays)
            {
                var chain = new LogChain(archive, backup);
                var servers = LogChain.ServersAt(epochs, point, server => archive.ReadReached(server).Contains(backup) && (point.Gtid is not { } gtid || chain.Holds(server, gtid)));
                if (servers.Count == 0)
                    throw new InvalidDataException(point.Gtid is { } wanted ? $"No binary log that follows this backup has {wanted}." : "No binary log that follows this backup is kept of that time.");
                foreach (var (file, transaction) in chain.Read(servers))
                {
                    if (point.StopsBefore(transaction))
                        break;
                    end = end.With(transaction.Gtid);
                    if (transaction.IsHeartbeat)
                    {
                        silent = silent.With(transaction.Gtid);
                        continue;
                    }
                    extract.Add(file, transaction);
                    (count, lastAt) = (count + 1, transaction.CommittedAt);
                }
            }
        }
        var (lost, lostCount) = ListLost(archive, epochs, backup, end);
        return new ReplayPlan(backup, end, silent, count, lastAt, count > 0 ? replayFile : "", lost, lostCount);
    }

    private static (List<LostWrite> Lost, long Count) ListLost(LogArchive archive, IReadOnlyList<EpochStart> epochs, GtidSet backup, GtidSet end)
    {
        var lost = new List<LostWrite>();
        var count = 0L;
        var servers = LogChain.ServersAt(epochs, RestorePoint.Latest, static _ => true);
        try
        {
            foreach (var (_, transaction) in new LogChain(archive, backup).Read(servers))
            {
                if (transaction.IsHeartbeat || end.Contains(transaction.Gtid))
                    continue;
                count++;
                if (lost.Count < LostListedMax)
                    lost.Add(LostWrite.From(transaction));
            }
        }
        catch (InvalidDataException) when (!servers.Any(server => archive.ReadReached(server).Contains(backup)))
        {
            // The present history does not come from this backup, and its beginning is not kept: what is known is listed.
        }
        return (lost, count);
    }
}
