using CloudApp.Agent.Decision;
using CloudApp.Agent.Http;
using CloudApp.Agent.MySql;
using CloudApp.Agent.Settings;

namespace CloudApp.Agent.Failover;

/// <summary>From the core's own status to the one that is served.</summary>
internal static class FailoverStatus
{
    internal static Http.AgentStatus From(AgentSettings settings, Decision.AgentStatus core, long claimedEpoch, ServerSnapshot server, IReadOnlyList<string> saved) =>
        new(settings.Site)
        {
            Role = core.State.IsWritable() ? Roles.Primary : core.State is AgentState.Replica or AgentState.CatchingUp ? Roles.Replica : Roles.None,
            State = core.State.ToString(),
            Reason = core.Reason,
            Epoch = core.IsPrimary ? claimedEpoch : core.Epoch,
            Address = settings.Address,
            MySqlPort = settings.MySqlPort,
            IsPrimary = core.IsPrimary,
            IsReplica = core.IsReplica && server.IsReadable,
            IsReadable = server.IsReadable,
            Sync = new SyncStatus
            {
                Mode = core.Record is null ? "unknown" : core.Record.Sync ? "sync" : "alone",
                AcknowledgedWriteCanBeLost = core.CanLoseAcknowledged,
                Because = core.Because,
            },
            Server = StatusText.From(server),
            SavedTransactions = saved,
        };
}
