using CloudApp.Backup.BinaryLogs;

namespace CloudApp.Backup.Restore;

/// <summary>What follows a backup up to a moment, and what is taken back.</summary>
/// <param name="Begin">What the backup has.</param>
/// <param name="End">What the restored server has in the end.</param>
/// <param name="Silent">Transactions of <paramref name="End"/> without data of anybody: they are only counted as executed.</param>
/// <param name="ReplayCount">Transactions that are applied.</param>
/// <param name="LastAt">Of the last one that is applied; null when none is.</param>
/// <param name="ReplayFile">A binary log with just these; empty when there is nothing to apply.</param>
/// <param name="Losses">The writes that are taken back, and what is not known of them.</param>
internal sealed record ReplayPlan(
    GtidSet Begin, GtidSet End, GtidSet Silent, long ReplayCount, DateTimeOffset? LastAt, string ReplayFile, LossReport Losses)
{
    public IReadOnlyList<LostWrite> Lost => Losses.Listed;

    /// <summary>May be more than <see cref="Lost"/> lists.</summary>
    public long LostCount => Losses.Count;

    /// <summary>What an operator should know beside the list, in sentences.</summary>
    public IReadOnlyList<string> Notes => Losses.Notes;

    /// <summary>Reads the archive and writes the file to replay.</summary>
    /// <param name="executed">All that the primary has executed; null when nobody knows.</param>
    /// <exception cref="InvalidDataException">The point cannot be reached from this backup with the logs that are here.</exception>
    internal static ReplayPlan Make(LogArchive archive, GtidSet backup, DateTimeOffset backupAt, RestorePoint point, string replayFile, GtidSet? executed = null)
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
                foreach (var (file, transaction) in ReadAfter(archive, epochs, backup, point))
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
        var losses = LossReport.Make(archive, epochs, backup, end, point, executed);
        return new ReplayPlan(backup, end, silent, count, lastAt, count > 0 ? replayFile : "", losses);
    }

    private static IEnumerable<(BinaryLogReader File, LoggedTransaction Transaction)> ReadAfter(
        LogArchive archive, IReadOnlyList<EpochStart> epochs, GtidSet backup, RestorePoint point)
    {
        var chain = new LogChain(archive, backup);
        var servers = LogChain.ServersAt(epochs, point, server => archive.ReadReached(server).Contains(backup) && (point.Gtid is not { } gtid || chain.Holds(server, gtid)));
        return servers.Count > 0
            ? chain.Read(servers)
            : throw new InvalidDataException(point.Gtid is { } wanted ? $"No binary log that follows this backup has {wanted}." : "No binary log that follows this backup is kept of that time.");
    }
}
