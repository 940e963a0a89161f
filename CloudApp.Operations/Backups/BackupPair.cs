using CloudApp.Contracts.Clients;

namespace CloudApp.Operations.Backups;

/// <summary>The backup services of both hosts.</summary>
public sealed class BackupPair(IReadOnlyList<BackupClient> hosts) : IDisposable
{
    public IReadOnlyList<BackupClient> Hosts { get; } = hosts;

    /// <summary>One host by name, or all when no name is given.</summary>
    /// <exception cref="UserException">There is no such host.</exception>
    public IReadOnlyList<BackupClient> Of(string? site)
    {
        if (site is null)
            return Hosts;
        return Hosts.Where(host => string.Equals(host.Site, site, StringComparison.Ordinal)).ToList() is { Count: > 0 } found
            ? found
            : throw new UserException($"There is no host '{site}'. Hosts: {string.Join(", ", Hosts.Select(host => host.Site))}.");
    }

    /// <summary>The host whose name is in a backup's name.</summary>
    /// <exception cref="UserException">The name is no backup's of these hosts.</exception>
    public BackupClient OwnerOf(string backup) =>
        Hosts.FirstOrDefault(host => backup.StartsWith($"cloud_app_{host.Site}_", StringComparison.Ordinal))
        ?? throw new UserException($"'{backup}' is no name of a backup here. './cloudapp backup list' shows the names, such as cloud_app_{Hosts[0].Site}_20261124_020000.");

    public void Dispose()
    {
        foreach (var host in Hosts)
            host.Dispose();
    }
}
