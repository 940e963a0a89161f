using CloudApp.Backup.Settings;

namespace CloudApp.Backup.BinaryLogs;

/// <summary>The database agents of both hosts.</summary>
internal sealed class HostAgents(BackupSettings settings) : IDisposable
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(1);

    /// <summary>This host's.</summary>
    internal AgentClient Own { get; } = Open(settings, settings.Site, settings.MySqlAddress);

    internal AgentClient Peer { get; } = Open(settings, settings.PeerSite, settings.PeerAddress);

    public void Dispose()
    {
        Own.Dispose();
        Peer.Dispose();
    }

    private static AgentClient Open(BackupSettings settings, string site, string address) => new(
        site, new Uri($"http://{address}:{settings.AgentPort}"), settings.Secrets.AgentToken, new SocketsHttpHandler { ConnectTimeout = ConnectLimit });
}
