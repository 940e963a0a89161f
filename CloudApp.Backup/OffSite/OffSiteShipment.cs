using CloudApp.Backup.BinaryLogs;
using CloudApp.Backup.Planning;
using CloudApp.Backup.Settings;
using CloudApp.Backup.Storage;

namespace CloudApp.Backup.OffSite;

/// <summary>One round: what is here and not yet on the target goes there.</summary>
internal sealed class OffSiteShipment(
    BackupSettings settings, OffSiteSettings offSite, ITarget target, Sealer sealer, BackupFolder folder, LogArchive archive, ObjectBucket bucket)
{
    internal const string BackupPrefix = "backups/";
    internal const string EpochPrefix = "epochs/";
    internal const string ObjectPrefix = "objects/";

    /// <summary>So many pieces of one log are put together into one.</summary>
    private const int MaxPieces = 60;

    private readonly Dictionary<string, TargetFile> _there = new(StringComparer.Ordinal);

    internal int Files => _there.Count;

    internal long Bytes => _there.Values.Sum(static file => file.Name.Bytes);

    private string WorkFile => Path.Combine(offSite.WorkDirectory, "plain");

    /// <summary>Looks at what the target has; what somebody removed there is shipped again.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        var files = await target.ListAsync(cancellationToken);
        _there.Clear();
        foreach (var file in files)
            _there[file.Name.Logical] = file;
    }

    /// <param name="forBoth">Ships the binary logs and the objects as well.</param>
    internal async Task ShipAsync(bool forBoth, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(offSite.WorkDirectory);
        if (forBoth)
        {
            await ShipLogsAsync(now, cancellationToken);
            await ShipObjectsAsync(now, cancellationToken);
        }
        await ShipBackupsAsync(now, cancellationToken);
        await RemoveOldAsync(now, forBoth, cancellationToken);
    }

    private async Task ShipBackupsAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        // A backup whose restore has not been seen to be good is worth no place outside.
        foreach (var backup in folder.List().Where(static found => found.Verification.Result == VerificationResult.Good))
        {
            foreach (var file in new[] { backup.Name.DumpFile, backup.Name.ManifestFile })
            {
                if (!_there.ContainsKey(BackupPrefix + file))
                    await PutAsync(BackupPrefix + file, folder.PathOf(file), now, cancellationToken);
            }
        }
    }

    private async Task ShipLogsAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var epoch in archive.ReadEpochs())
        {
            var logical = $"{EpochPrefix}{epoch.ServerUuid}-{epoch.Epoch:D6}";
            if (_there.ContainsKey(logical))
                continue;
            await File.WriteAllTextAsync(WorkFile, LogArchive.Write(epoch), cancellationToken);
            await PutAsync(logical, WorkFile, now, cancellationToken);
        }
        var pieces = _there.Keys.Select(LogPiece.Parse).OfType<LogPiece>().ToLookup(static piece => (piece.ServerUuid, piece.File));
        foreach (var server in archive.Servers.ToList())
        {
            foreach (var file in archive.FilesOf(server))
                await ShipLogAsync(server, file, [.. pieces[(server, Path.GetFileName(file))]], now, cancellationToken);
        }
    }

    private async Task ShipLogAsync(string server, string file, IReadOnlyList<LogPiece> pieces, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (reach, length) = (LogPiece.Reach(pieces), new FileInfo(file).Length);
        if (length <= reach)
            return;
        var from = pieces.Count >= MaxPieces ? 0 : reach;
        await CopyPartAsync(file, from, length, cancellationToken);
        await PutAsync(new LogPiece(server, Path.GetFileName(file), from, length).Logical, WorkFile, now, cancellationToken);
        if (from == 0)
            await DeleteAsync(pieces.Select(static piece => piece.Logical), cancellationToken);
    }

    private async Task ShipObjectsAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var key in await bucket.ListAsync(cancellationToken))
        {
            var logical = ObjectPrefix + Uri.EscapeDataString(key);
            if (_there.ContainsKey(logical))
                continue;
            await bucket.GetAsync(key, WorkFile, cancellationToken);
            await PutAsync(logical, WorkFile, now, cancellationToken);
        }
    }

    /// <summary>What is kept here is kept outside as well; objects stay.</summary>
    private async Task RemoveOldAsync(DateTimeOffset now, bool forBoth, CancellationToken cancellationToken)
    {
        var oldest = now.AddDays(-settings.Plan.RetentionDays);
        var horizon = folder.LogHorizon();
        var old = OldBackups();
        if (forBoth)
        {
            old = old.Concat(_there.Values.Where(file => file.ModifiedAt < oldest && LogPiece.Parse(file.Name.Logical) is { } piece && horizon.IsBehind(piece.ServerUuid, piece.File)
                && !archive.FilesOf(piece.ServerUuid).Any(kept => string.Equals(Path.GetFileName(kept), piece.File, StringComparison.Ordinal))).Select(static file => file.Name.Logical));
        }
        await DeleteAsync(old, cancellationToken);
    }

    /// <summary>
    /// Of this host, and here no longer; only when enough of those that are here are good and outside. What is here is decided
    /// by <see cref="Retention"/>, so that no clock is asked.
    /// </summary>
    private IEnumerable<string> OldBackups()
    {
        var here = folder.List();
        var good = here.Count(backup => backup.Verification.Result == VerificationResult.Good && _there.ContainsKey(BackupPrefix + backup.Name.DumpFile));
        if (good < Retention.MinGood(settings.Plan.RetentionDays))
            return [];
        var kept = here.Select(static backup => backup.Name).ToHashSet();
        return _there.Keys.Where(static name => name.StartsWith(BackupPrefix, StringComparison.Ordinal))
            .Where(name => BackupName.Parse(name[BackupPrefix.Length..].Replace(BackupName.ManifestExtension, "", StringComparison.Ordinal)) is { } backup
                && string.Equals(backup.Site, settings.Site, StringComparison.Ordinal) && !kept.Contains(backup));
    }

    private async Task CopyPartAsync(string file, long from, long to, CancellationToken cancellationToken)
    {
        await using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        await using var part = File.Create(WorkFile);
        source.Position = from;
        var buffer = new byte[1 << 16];
        for (var left = to - from; left > 0;)
        {
            var read = await source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), cancellationToken);
            if (read == 0)
                throw new IOException($"{file} has become shorter while it was read.");
            await part.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            left -= read;
        }
    }

    private async Task PutAsync(string logical, string file, DateTimeOffset now, CancellationToken cancellationToken) =>
        _there[logical] = new TargetFile(await sealer.PutAsync(logical, file, offSite.Recipient, cancellationToken), now);

    private async Task DeleteAsync(IEnumerable<string> logical, CancellationToken cancellationToken)
    {
        foreach (var name in logical.ToList())
        {
            await target.DeleteAsync(_there[name].Name.Path, cancellationToken);
            _there.Remove(name);
        }
    }
}
