using System.Diagnostics.Metrics;
using CloudApp.Agent.Http;
using CloudApp.Contracts.Agents;

namespace CloudApp.Agent.Telemetry;

/// <summary>The status as figures.</summary>
internal sealed class AgentMetrics
{
    public const string MeterName = "CloudApp.Agent";

    public AgentMetrics(StatusBoard board, IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        KeyValuePair<string, object?> Site() => new("site", board.Current.Site);
        void Gauge(string name, string unit, string description, Func<AgentStatus, double> value) =>
            meter.CreateObservableGauge(name, () => new Measurement<double>(value(board.Current), Site()), unit, description);

        Gauge("cloudapp.db.primary", "", "1 while this server is the open primary.", static s => s.IsPrimary ? 1 : 0);
        Gauge("cloudapp.db.replica", "", "1 while this server follows and answers reads.", static s => s.IsReplica ? 1 : 0);
        Gauge("cloudapp.db.epoch", "", "Epoch of the record that made this server primary.", static s => s.Epoch);
        Gauge("cloudapp.db.acknowledged_write_can_be_lost", "", "1 while the loss of this host could lose an acknowledged write.", static s => s.IsPrimary && s.Sync.AcknowledgedWriteCanBeLost ? 1 : 0);
        Gauge("cloudapp.db.lag", "s", "Seconds behind the source; -1 while unknown.", static s => s.Server.LagSeconds ?? -1);
        Gauge("cloudapp.db.heartbeat_age", "s", "Since the last heartbeat commit; -1 when there is none.", static s => s.Server.HeartbeatAgeMs / 1000 ?? -1);
        Gauge("cloudapp.db.disk_free", "By", "Free bytes on the data volume.", static s => s.Server.DiskFreeBytes);
        Gauge("cloudapp.arbiter.space_used_percent", "", "Of etcd's quota, at the fullest member; -1 while unknown.", static s => s.ArbiterSpacePercent ?? -1);
        Gauge("cloudapp.arbiter.out_of_space", "", "1 while etcd refuses every change because a member is full.", static s => s.IsArbiterOutOfSpace ? 1 : 0);
        Gauge("cloudapp.db.uptime", "s", "Uptime of mysqld.", static s => s.Server.UptimeSeconds);
    }
}
