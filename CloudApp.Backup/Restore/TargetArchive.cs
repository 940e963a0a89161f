using CloudApp.Backup.BinaryLogs;
using CloudApp.Backup.OffSite;
using CloudApp.Backup.Planning;
using CloudApp.Backup.Settings;

namespace CloudApp.Backup.Restore;

/// <summary>The way back: a backup, the binary logs and the objects from the target to this host.</summary>
internal sealed class TargetArchive(ITarget target, Sealer sealer, OffSiteSettings offSite, ObjectBucket bucket)
{
    private const int ObjectsAtOnce = 4;

    /// <summary>Fetches a backup and all binary logs.</summary>
    /// <exception cref="RestoreException">They are not there, or cannot be decrypted.</exception>
    internal async Task<RestoreMaterial> FetchAsync(BackupName name, string identityFile, string directory, CancellationToken cancellationToken)
    {
        var files = await target.ListAsync(cancellationToken);
        foreach (var part in new[] { name.ManifestFile, name.DumpFile })
        {
            var found = files.FirstOrDefault(file => string.Equals(file.Name.Logical, OffSiteShipment.BackupPrefix + part, StringComparison.Ordinal))
                ?? throw new RestoreException($"{target.Description} has no {name.Text}. It has: {string.Join(", ", Backups(files))}.");
            await sealer.GetAsync(found.Name, Path.Combine(directory, part), identityFile, cancellationToken);
        }
        var logs = Path.Combine(directory, "binlogs");
        Directory.CreateDirectory(logs);
        var archive = new LogArchive(logs);
        var line = Path.Combine(offSite.WorkDirectory, "epoch");
        var starts = new List<EpochStart>();
        foreach (var epoch in files.Where(static file => file.Name.Logical.StartsWith(OffSiteShipment.EpochPrefix, StringComparison.Ordinal)))
        {
            File.Delete(line);
            await sealer.GetAsync(epoch.Name, line, identityFile, cancellationToken);
            if (LogArchive.ReadLine(await File.ReadAllTextAsync(line, cancellationToken)) is { } start)
                starts.Add(start);
        }
        foreach (var start in LogArchive.InOrder(starts))
            archive.AddEpoch(start);
        await FetchLogsAsync(files, archive, identityFile, cancellationToken);
        return await RestoreSource.OpenAsync(directory, name, archive, cancellationToken);
    }

    /// <summary>Brings back every object that the store lacks. Returns how many.</summary>
    internal async Task<long> ReturnObjectsAsync(string identityFile, Action<long> say, CancellationToken cancellationToken)
    {
        var there = (await bucket.ListAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);
        var missing = (await target.ListAsync(cancellationToken)).Where(static file => file.Name.Logical.StartsWith(OffSiteShipment.ObjectPrefix, StringComparison.Ordinal))
            .Select(static file => (file.Name, Key: Uri.UnescapeDataString(file.Name.Logical[OffSiteShipment.ObjectPrefix.Length..])))
            .Where(found => !there.Contains(found.Key)).ToList();
        var count = 0L;
        await Parallel.ForEachAsync(missing, new ParallelOptions { MaxDegreeOfParallelism = ObjectsAtOnce, CancellationToken = cancellationToken }, async (found, token) =>
        {
            var file = Path.Combine(offSite.WorkDirectory, $"{Guid.NewGuid():N}.object");
            try
            {
                await sealer.GetAsync(found.Name, file, identityFile, token);
                await bucket.PutAsync(found.Key, file, token);
                say(Interlocked.Increment(ref count));
            }
            finally
            {
                File.Delete(file);
            }
        });
        return count;
    }

    private async Task FetchLogsAsync(IEnumerable<TargetFile> files, LogArchive archive, string identityFile, CancellationToken cancellationToken)
    {
        var pieces = files.Select(static file => (file.Name, Piece: LogPiece.Parse(file.Name.Logical))).Where(static found => found.Piece is not null)
            .GroupBy(static found => (found.Piece!.ServerUuid, found.Piece.File));
        var part = Path.Combine(offSite.WorkDirectory, "part");
        foreach (var log in pieces)
        {
            Directory.CreateDirectory(archive.DirectoryOf(log.Key.ServerUuid));
            await using var whole = File.Create(Path.Combine(archive.DirectoryOf(log.Key.ServerUuid), log.Key.File));
            foreach (var (name, piece) in log.OrderBy(static found => found.Piece!.From).ThenByDescending(static found => found.Piece!.To))
            {
                if (piece!.From > whole.Length)
                    break;
                if (piece.To <= whole.Length)
                    continue;
                File.Delete(part);
                await sealer.GetAsync(name, part, identityFile, cancellationToken);
                await using var content = File.OpenRead(part);
                content.Position = whole.Length - piece.From;
                whole.Position = whole.Length;
                await content.CopyToAsync(whole, cancellationToken);
            }
        }
    }

    private static IEnumerable<string> Backups(IEnumerable<TargetFile> files) => files
        .Where(static file => file.Name.Logical.StartsWith(OffSiteShipment.BackupPrefix, StringComparison.Ordinal) && file.Name.Logical.EndsWith(BackupName.DumpExtension, StringComparison.Ordinal))
        .Select(static file => file.Name.Logical[OffSiteShipment.BackupPrefix.Length..]);
}
