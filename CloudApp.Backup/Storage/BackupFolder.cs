using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CloudApp.Backup.BinaryLogs;
using CloudApp.Backup.Planning;
using CloudApp.Backup.Settings;
using CloudApp.Backup.Tools;

namespace CloudApp.Backup.Storage;

/// <summary>One backup as it lies on the disk.</summary>
/// <param name="Manifest">Null when it has none that can be read.</param>
internal sealed record StoredBackup(BackupName Name, long Bytes, BackupManifest? Manifest)
{
    /// <summary>What the last look at it has shown. A file of another length than it was made with is bad, whatever that was.</summary>
    public Verification Verification => Manifest switch
    {
        null => new Verification(VerificationResult.Open, null, $"{Name.ManifestFile} is missing or cannot be read: what it holds is not known.", 0),
        { } manifest when manifest.Bytes != Bytes => new Verification(
            VerificationResult.Bad, null, $"The file was changed: it has {Bytes} bytes and was made with {manifest.Bytes}.", 0),
        _ => Manifest.Verification,
    };

    public KeptBackup Kept => new(Name, Verification.Result) { Sequence = Manifest?.Sequence ?? 0, Transactions = Count(Manifest?.Contents.GtidSet) };

    private static long Count(string? gtidSet)
    {
        try
        {
            return GtidSet.Parse(gtidSet ?? "").Count;
        }
        catch (FormatException)
        {
            return 0;
        }
    }

}

/// <summary>The directory of the finished backups: <c>NAME.sql.gz</c>, its checksum and its manifest.</summary>
internal sealed class BackupFolder(BackupSettings settings, TimeProvider time)
{
    private string Folder => settings.Paths.Directory;

    public long FreeBytes => new DriveInfo(Folder).AvailableFreeSpace;

    public string PathOf(string file) => Path.Combine(Folder, file);

    /// <summary>This site's backups in the order in which they were made, the oldest first.</summary>
    public IReadOnlyList<StoredBackup> List() =>
        [.. Directory.EnumerateFiles(Folder, "*" + BackupName.DumpExtension)
            .Select(file => (File: file, Name: BackupName.Parse(Path.GetFileName(file))))
            .Where(found => found.Name is { } name && string.Equals(name.Site, settings.Site, StringComparison.Ordinal))
            .Select(found => new StoredBackup(found.Name!, new FileInfo(found.File).Length, ReadManifest(found.Name!)))
            .OrderBy(static backup => backup.Kept, KeptBackup.Order)];

    public StoredBackup? Newest() => List() is [.., var newest] ? newest : null;

    /// <summary>For a backup that begins now. A clock that was set back may say a time again: a name that is taken is never given twice.</summary>
    public BackupName NextName()
    {
        var name = BackupName.Now(settings.Site, time);
        while (File.Exists(PathOf(name.DumpFile)))
            name = name with { At = name.At.AddSeconds(1) };
        return name;
    }

    /// <summary>What no backup of this host needs any more of the binary logs.</summary>
    public LogHorizon LogHorizon() => Planning.LogHorizon.Of(List().Select(static backup => (backup.Kept, backup.Manifest)));

    public long NextSequence() => List().Select(static backup => backup.Manifest?.Sequence ?? 0).DefaultIfEmpty().Max() + 1;

    public StoredBackup? Find(string name) =>
        List().FirstOrDefault(backup => string.Equals(backup.Name.Text, BackupName.Parse(name)?.Text, StringComparison.Ordinal));

    /// <summary>Gives a dump its name. The files that explain it come first: a dump without them never exists.</summary>
    public void Finish(BackupName name, BackupManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(manifest);
        Write(name.ChecksumFile, $"{manifest.Sha256}  {name.DumpFile}\n");
        Save(name, manifest);
        File.Move(PathOf(name.UnfinishedFile), PathOf(name.DumpFile));
        DurableDirectory.Sync(Folder);
    }

    public void Save(BackupName name, BackupManifest manifest) =>
        Write(name.ManifestFile, JsonSerializer.Serialize(manifest, ManifestJson.Default.BackupManifest) + "\n");

    /// <summary>The dump first: what explains it is worth nothing without it, and goes with the next clean-up.</summary>
    public void Delete(BackupName name)
    {
        ArgumentNullException.ThrowIfNull(name);
        File.Delete(PathOf(name.DumpFile));
        File.Delete(PathOf(name.ChecksumFile));
        File.Delete(PathOf(name.ManifestFile));
    }

    /// <summary>Removes what a run that ended half-way has left.</summary>
    public void DeleteUnfinished()
    {
        // Of this site only: both hosts may share a directory.
        foreach (var file in Directory.EnumerateFiles(Folder, $"{BackupName.UnfinishedPrefix}{BackupName.SitePrefix(settings.Site)}*"))
            File.Delete(file);
        foreach (var extension in new[] { BackupName.ManifestExtension, BackupName.ChecksumExtension })
        {
            var orphans = Directory.EnumerateFiles(Folder, "*" + extension)
                .Where(file => BackupName.Parse(Path.GetFileName(file)[..^extension.Length]) is { } name
                    && string.Equals(name.Site, settings.Site, StringComparison.Ordinal) && !File.Exists(PathOf(name.DumpFile)));
            foreach (var orphan in orphans.ToList())
                File.Delete(orphan);
        }
    }

    /// <summary>When this service first saw this directory; written once.</summary>
    public DateTimeOffset Since()
    {
        var file = settings.Paths.SinceFile;
        if (File.Exists(file) && DateTimeOffset.TryParse(File.ReadAllText(file), out var since))
            return since;
        var now = time.GetUtcNow();
        Write(Path.GetFileName(file), now.ToString("O"));
        return now;
    }

    public static async Task<string> HashAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }

    private BackupManifest? ReadManifest(BackupName name)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(PathOf(name.ManifestFile)), ManifestJson.Default.BackupManifest);
        }
        catch (Exception failure) when (failure is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Write(string name, string text)
    {
        var temporary = PathOf(BackupName.UnfinishedPrefix + name);
        PrivateFile.WriteDurably(temporary, Encoding.UTF8.GetBytes(text));
        File.Move(temporary, PathOf(name), overwrite: true);
        DurableDirectory.Sync(Folder);
    }
}
