using CloudApp.Backup.BinaryLogs;

namespace CloudApp.Backup.Restore;

/// <summary>
/// The one history that led to a primary, put together from the binary logs of all servers that were the primary before
/// it. What an old primary wrote and nobody took over, and what an earlier restore took back, is not part of it: a
/// server's own logs, and what it said it had when they began, decide.
/// </summary>
internal sealed class LogChain(LogArchive archive, GtidSet known)
{
    private GtidSet _known = known;

    /// <summary>A failover is noted a moment after it happened.</summary>
    private static readonly TimeSpan NotingLimit = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The servers to read, newest first: of the last epoch that began before the moment, and of all before it. Epochs are in
    /// their own order; a clock only says which of them was the last one.
    /// </summary>
    internal static IReadOnlyList<string> ServersAt(IReadOnlyList<EpochStart> epochs, RestorePoint point, Func<string, bool> leadsOn)
    {
        var servers = epochs.Reverse().SkipWhile(epoch => point.Time is { } time && epoch.SeenAt > time + NotingLimit)
            .Select(static epoch => epoch.ServerUuid).Distinct(StringComparer.Ordinal);
        // Another history, such as that of a pair that began anew, does not lead on from the backup.
        return [.. servers.SkipWhile(server => !leadsOn(server))];
    }

    /// <summary>The transactions after what is known already, oldest first.</summary>
    /// <param name="servers">Newest first.</param>
    /// <exception cref="InvalidDataException">Transactions are missing in between.</exception>
    internal IEnumerable<(BinaryLogReader File, LoggedTransaction Transaction)> Read(IReadOnlyList<string> servers)
    {
        var segments = new Stack<(IReadOnlyList<string> Files, GtidSet? Only, GtidSet Base)>();
        GtidSet? missing = null;
        foreach (var server in servers)
        {
            var ownBase = archive.ReadBase(server);
            var files = NeededFiles(archive.FilesOf(server), ownBase);
            if (files.Count == 0)
                continue;
            segments.Push((files, missing, ownBase));
            var before = PreviousOf(files[0], ownBase)!.Subtract(_known);
            missing = missing is null ? before : missing.Intersect(before);
            if (missing.IsEmpty)
                break;
        }
        if (missing is { IsEmpty: false } hole)
            throw new InvalidDataException($"Binary logs are missing between the backup and that moment: the transactions {hole} are in none that is kept here.");
        return segments.SelectMany(segment => ReadSegment(segment.Files, segment.Only, segment.Base));
    }

    /// <summary>Whether a server's logs have a transaction.</summary>
    internal bool Holds(string server, Gtid gtid)
    {
        foreach (var file in archive.FilesOf(server))
        {
            using var reader = new BinaryLogReader(file);
            if (reader.ReadTransactions().Any(transaction => transaction.Gtid == gtid))
                return true;
        }
        return false;
    }

    private IEnumerable<(BinaryLogReader, LoggedTransaction)> ReadSegment(IReadOnlyList<string> files, GtidSet? only, GtidSet ownBase)
    {
        foreach (var file in files)
        {
            using var reader = new BinaryLogReader(file);
            var previous = reader.Previous?.Union(ownBase) ?? ownBase;
            if (only is null && !_known.Contains(previous))
                throw new InvalidDataException($"A binary log before {Path.GetFileName(file)} is missing: the transactions {previous.Subtract(_known)} are in none that is kept here.");
            foreach (var transaction in reader.ReadTransactions())
            {
                if (_known.Contains(transaction.Gtid) || only?.Contains(transaction.Gtid) == false)
                    continue;
                _known = _known.With(transaction.Gtid);
                yield return (reader, transaction);
            }
        }
    }

    /// <summary>From the newest file that begins with nothing unknown; all when there is none.</summary>
    private List<string> NeededFiles(IReadOnlyList<string> files, GtidSet ownBase)
    {
        var begun = files.Where(file => PreviousOf(file, ownBase) is not null).ToList();
        var first = begun.FindLastIndex(file => _known.Contains(PreviousOf(file, ownBase)!));
        return first <= 0 ? begun : begun[first..];
    }

    /// <summary>All that its server had executed before the file; null while the file does not say it yet.</summary>
    private static GtidSet? PreviousOf(string file, GtidSet ownBase)
    {
        using var reader = new BinaryLogReader(file);
        return reader.Previous?.Union(ownBase);
    }
}
