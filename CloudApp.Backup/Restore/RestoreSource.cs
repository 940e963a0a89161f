using System.Net.Http.Headers;
using System.Security.Cryptography;
using CloudApp.Backup.BinaryLogs;
using CloudApp.Backup.Settings;

namespace CloudApp.Backup.Restore;

/// <summary>A backup and the binary logs to go with it, on this host's disk.</summary>
internal sealed record RestoreMaterial(BackupFacts Facts, string DumpFile, LogArchive Archive);

/// <summary>Brings what a restore needs to this host: it is here already, or on the other host.</summary>
internal sealed class RestoreSource(HttpClient client, BackupSettings settings, LogArchive archive)
{
    internal const string DumpExtension = ".sql.gz";
    internal const string FactsExtension = ".json";

    internal string WorkDirectory => Path.Combine(settings.Paths.Directory, ".restore");

    /// <exception cref="RestoreException">The backup is nowhere, or is damaged.</exception>
    internal async Task<RestoreMaterial> FetchAsync(string name, CancellationToken cancellation)
    {
        var plain = name.EndsWith(DumpExtension, StringComparison.Ordinal) ? name[..^DumpExtension.Length] : name;
        if (plain.Length == 0 || plain.Any(static c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-')))
            throw new RestoreException($"'{name}' is no backup's name: './cloudapp backup list' shows them.");
        var directory = settings.Paths.Directory;
        if (!File.Exists(Path.Combine(directory, plain + DumpExtension)))
        {
            directory = WorkDirectory;
            Directory.CreateDirectory(directory);
            await FetchFromPeerAsync(plain + FactsExtension, directory, cancellation);
            await FetchFromPeerAsync(plain + DumpExtension, directory, cancellation);
        }
        return await OpenAsync(directory, plain, archive, cancellation);
    }

    internal static async Task<RestoreMaterial> OpenAsync(string directory, string name, LogArchive archive, CancellationToken cancellation)
    {
        var dump = Path.Combine(directory, name + DumpExtension);
        BackupFacts? facts;
        await using (var file = File.OpenRead(Path.Combine(directory, name + FactsExtension)))
            facts = await System.Text.Json.JsonSerializer.DeserializeAsync(file, RestoreJson.Default.BackupFacts, cancellation);
        await using var content = File.OpenRead(dump);
        var sum = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation));
        if (facts is null || !string.Equals(sum, facts.Sha256, StringComparison.OrdinalIgnoreCase))
            throw new RestoreException($"{name} is damaged: its checksum is not the one that was written beside it. Choose another backup.");
        return new RestoreMaterial(facts, dump, archive);
    }

    private async Task FetchFromPeerAsync(string file, string directory, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://{settings.PeerAddress}:{settings.Port}{RestoreEndpoints.FilePath}/{file}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", settings.Secrets.AgentToken);
        try
        {
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (!answer.IsSuccessStatusCode)
                throw new RestoreException($"{file} is neither on {settings.Site} nor on {settings.PeerSite}: './cloudapp backup list' shows what there is.");
            await using var target = File.Create(Path.Combine(directory, file));
            await answer.Content.CopyToAsync(target, cancellation);
        }
        catch (HttpRequestException failure)
        {
            throw new RestoreException($"{file} is not on {settings.Site}, and {settings.PeerSite} does not answer: {failure.Message}", failure);
        }
    }
}
