using System.Globalization;
using CloudApp.Agent.Arbitration;
using CloudApp.Agent.Http;
using CloudApp.Agent.MySql;
using CloudApp.Agent.Settings;
using CloudApp.Contracts.Agents;
using CloudApp.Failover;

namespace CloudApp.Agent.Control;

/// <summary>From the core's own status to the one that is served.</summary>
internal static class StatusMapping
{
    internal static AgentStatus From(AgentSettings settings, FailoverStatus core, long claimedEpoch, ServerSnapshot server, IReadOnlyList<string> saved, IArbiter arbiter) =>
        new(settings.Site)
        {
            Role = RoleOf(core.State, server),
            State = core.State.ToString(),
            Reason = ReasonOf(core, arbiter),
            Closed = core.Record?.Closed ?? "",
            IsRestoreHost = core.Record?.Closed is not null && string.Equals(core.Record.Primary, settings.Site, StringComparison.Ordinal),
            SeenEpoch = core.Floor.Epoch,
            SeenHistory = core.Floor.History,
            SeenRecord = core.Floor.Record is null ? "" : Describe(core.Floor.Record),
            IsRecordRolledBack = core.IsRolledBack,
            Epoch = core.IsPrimary ? claimedEpoch : core.Epoch,
            Address = settings.Address,
            MySqlPort = settings.MySqlPort,
            IsPrimary = core.IsPrimary,
            IsReplica = core.IsReplica && server.IsReadable,
            IsReadable = server.IsReadable,
            Sync = new SyncStatus
            {
                Mode = core.Record is null ? SyncStatus.Unknown : core.Record.Sync ? SyncStatus.InSync : SyncStatus.Alone,
                AcknowledgedWriteCanBeLost = core.CanLoseAcknowledged,
                Because = core.Because,
            },
            Server = StatusText.From(server),
            SavedTransactions = saved,
            Arbiter = settings.Arbiter,
            OpenCase = (arbiter as PairArbiter)?.OpenCase ?? "",
            ArbiterSpacePercent = (arbiter as EtcdArbiter)?.Space.UsedPercent,
            IsArbiterOutOfSpace = arbiter is EtcdArbiter { Space.HasAlarm: true },
            ArbiterProblem = (arbiter as EtcdArbiter)?.Space.Problem ?? "",
        };

    /// <summary>A record in words.</summary>
    internal static string Describe(ClusterRecord? record) => record is null
        ? "no record"
        : string.Create(CultureInfo.InvariantCulture, $"epoch {record.Epoch} with {record.Primary} as the primary, {(record.Sync ? $"in sync with {record.SyncWith}" : "alone")}");

    private static string ReasonOf(FailoverStatus core, IArbiter arbiter) =>
        core.IsRolledBack ? $"{core.Reason} (the arbiter holds {Describe(core.Record)}; seen here: {Describe(core.Floor.Record)})"
        : core.Record?.Closed is { } closing ? $"{core.Reason} ({closing})"
        : arbiter is PairArbiter { Withheld: { Length: > 0 } why } && core.Lease == LeaseState.Withheld ? $"{core.Reason} ({why})"
        : core.Reason;

    /// <summary>A server that is open for reads between two roles still serves as a replica.</summary>
    private static string RoleOf(AgentState state, ServerSnapshot server) =>
        state.IsWritable() ? AgentRoles.Primary
        : state is AgentState.Replica or AgentState.CatchingUp ? AgentRoles.Replica
        : server.IsReadable && state is AgentState.Fenced or AgentState.Promoting or AgentState.Claiming or AgentState.HandingOver ? AgentRoles.Replica
        : AgentRoles.None;
}
