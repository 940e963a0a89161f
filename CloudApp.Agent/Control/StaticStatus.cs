using CloudApp.Agent.Http;
using CloudApp.Agent.MySql;
using CloudApp.Agent.Settings;

namespace CloudApp.Agent.Control;

/// <summary>From what is seen and decided to what is said.</summary>
internal static class StaticStatus
{
    /// <summary>Older than this, the last acknowledged commit proves nothing about the next one.</summary>
    private static readonly TimeSpan HeartbeatProof = TimeSpan.FromSeconds(1);

    internal static AgentStatus From(AgentSettings settings, ServerSnapshot server, StaticStep step, long epoch)
    {
        var primary = settings.IsInitialPrimary && server.IsWritable;
        var readable = server.IsReadable;
        return new AgentStatus(settings.Site)
        {
            Role = primary ? Roles.Primary : !settings.IsInitialPrimary && readable ? Roles.Replica : Roles.None,
            State = step.State,
            Reason = step.Reason,
            Epoch = primary ? epoch : 0,
            Address = settings.Address,
            MySqlPort = settings.MySqlPort,
            IsPrimary = primary,
            IsReplica = !primary && readable && server.SuperReadOnly && server.Replica is { IoRunning: true, SqlRunning: true },
            IsReadable = readable,
            Sync = primary ? SyncOf(server) : new SyncStatus { Because = "only the primary knows" },
            Server = StatusText.From(server),
        };
    }

    internal static SyncStatus SyncOf(ServerSnapshot server)
    {
        var semiSync = server.SemiSync;
        var because = semiSync switch
        {
            { SourceEnabled: false } => "the primary is alone: commits do not wait for the replica",
            { SourceActive: false } => "semi-sync is not active",
            { SourceClients: 0 } => "no replica is attached",
            _ when server.HeartbeatAge is null || server.HeartbeatAge > HeartbeatProof => "no commit was acknowledged by the replica within the last second",
            _ => "",
        };
        return new SyncStatus
        {
            Mode = semiSync.SourceEnabled ? "sync" : "alone",
            AcknowledgedWriteCanBeLost = because.Length > 0,
            Because = because.Length > 0 ? because : "every commit is acknowledged by both servers",
        };
    }
}
