using System.Net;
using System.Text;
using CloudApp.Backup.BinaryLogs;
using CloudApp.Backup.OffSite;
using CloudApp.Backup.Planning;
using CloudApp.Backup.Settings;
using CloudApp.Backup.Storage;

namespace CloudApp.Backup.Restore;

/// <summary>A backup and the binary logs to go with it, on this host's disk.</summary>
internal sealed record RestoreMaterial(BackupManifest Facts, string DumpFile, LogArchive Archive);

/// <summary>Brings what a restore needs to this host: it is here already, or on the other host.</summary>
internal sealed class RestoreSource(BackupClient peer, BackupSettings settings, LogArchive archive, IServiceProvider services)
{
    internal string WorkDirectory => Path.Combine(settings.Paths.Directory, ".restore");

    /// <exception cref="RestoreException">The backup is nowhere, or is damaged.</exception>
    internal async Task<RestoreMaterial> FetchAsync(RestoreRequest request, CancellationToken cancellationToken)
    {
        var name = request.Name;
        var backup = BackupName.Parse(name) ?? throw new RestoreException($"'{name}' is no backup's name: './cloudapp backup list' shows them.");
        if (request.FromTarget)
            return await WithIdentityAsync(request, identity => Outside.FetchAsync(backup, identity, WorkDirectory, cancellationToken));
        var directory = settings.Paths.Directory;
        if (!File.Exists(Path.Combine(directory, backup.DumpFile)))
        {
            directory = WorkDirectory;
            Directory.CreateDirectory(directory);
            await FetchFromPeerAsync(backup.ManifestFile, directory, cancellationToken);
            await FetchFromPeerAsync(backup.DumpFile, directory, cancellationToken);
        }
        return await OpenAsync(directory, backup, archive, cancellationToken);
    }

    /// <summary>Brings back what the object store lacks. Returns how many objects that were.</summary>
    internal Task<long> ReturnObjectsAsync(RestoreRequest request, Action<long> say, CancellationToken cancellationToken) =>
        WithIdentityAsync(request, identity => Outside.ReturnObjectsAsync(identity, say, cancellationToken));

    internal static async Task<RestoreMaterial> OpenAsync(string directory, BackupName name, LogArchive archive, CancellationToken cancellationToken)
    {
        var dump = Path.Combine(directory, name.DumpFile);
        BackupManifest? facts;
        await using (var file = File.OpenRead(Path.Combine(directory, name.ManifestFile)))
            facts = await System.Text.Json.JsonSerializer.DeserializeAsync(file, ManifestJson.Default.BackupManifest, cancellationToken);
        var sum = await BackupFolder.HashAsync(dump, cancellationToken);
        if (facts is null || !string.Equals(sum, facts.Sha256, StringComparison.OrdinalIgnoreCase))
            throw new RestoreException($"{name} is damaged: its checksum is not the one that was written beside it. Choose another backup.");
        return new RestoreMaterial(facts, dump, archive);
    }

    internal bool HasTarget => services.GetService<TargetArchive>() is not null;

    private TargetArchive Outside => services.GetService<TargetArchive>()
        ?? throw new RestoreException("There is no target outside the two hosts: 'backup.target' in topology.json names one.");

    /// <summary>The key is in memory only, and only as long as it is needed.</summary>
    private async Task<T> WithIdentityAsync<T>(RestoreRequest request, Func<string, Task<T>> work)
    {
        var file = Path.Combine(settings.Paths.RunDirectory, $"identity-{Guid.NewGuid():N}");
        PrivateFile.Write(file, Encoding.UTF8.GetBytes(request.Identity ?? throw new RestoreException("What lies on the target is encrypted: --identity FILE is needed.")));
        try
        {
            return await work(file);
        }
        catch (TargetException failure)
        {
            throw new RestoreException(failure.Message, failure);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private async Task FetchFromPeerAsync(string file, string directory, CancellationToken cancellationToken)
    {
        try
        {
            await using var target = File.Create(Path.Combine(directory, file));
            await peer.FetchAsync(file, target, cancellationToken);
        }
        catch (ServiceException failure) when (failure.Status == HttpStatusCode.NotFound)
        {
            throw new RestoreException($"{file} is neither on {settings.Site} nor on {settings.PeerSite}: './cloudapp backup list' shows what there is.", failure);
        }
        catch (ServiceException failure)
        {
            throw new RestoreException($"{file} is not on {settings.Site}, and does not come from {settings.PeerSite}: {failure.Message} Begin again when it answers, or take a backup of {settings.Site}.", failure);
        }
    }
}
