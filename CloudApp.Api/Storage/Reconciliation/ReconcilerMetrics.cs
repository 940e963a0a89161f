using System.Diagnostics.Metrics;
using CloudApp.Api.Telemetry;

namespace CloudApp.Api.Storage.Reconciliation;

/// <summary>What the reconciler shows at /metrics. Counters count from the start of the process; the gauges are the leader's.</summary>
internal static class ReconcilerMetrics
{
    private static readonly Meter Meter = new(ApiMetrics.Name);

    internal static readonly Counter<long> CopiesMade = Meter.CreateCounter<long>(
        "cloudapp.sweeper.copies", unit: "{object}", description: "Objects copied to a site, by reason: missing or damaged.");

    internal static readonly Counter<long> OrphansRemoved = Meter.CreateCounter<long>(
        "cloudapp.sweeper.orphans_removed", unit: "{object}", description: "Objects without a record that were removed.");

    internal static readonly Counter<long> DamagedEverywhere = Meter.CreateCounter<long>(
        "cloudapp.sweeper.damaged_everywhere", unit: "{object}", description: "Times that no site had a good copy of an object.");

    internal static readonly Counter<long> Verified = Meter.CreateCounter<long>(
        "cloudapp.sweeper.verified", unit: "{object}", description: "Objects whose contents were compared with their record, at both sites.");

    internal static readonly Gauge<int> Leads = Meter.CreateGauge<int>(
        "cloudapp.sweeper.leads", description: "1 while this node's sweeper has the lead, else 0.");

    internal static readonly Gauge<long> MissingCopies = Meter.CreateGauge<long>(
        "cloudapp.sweeper.missing_copies", unit: "{record}", description: "Records of which only one site is known to hold the image.");

    internal static readonly Gauge<long> WithoutObject = Meter.CreateGauge<long>(
        "cloudapp.sweeper.without_object", unit: "{record}", description: "Records of which no site has the image.");

    internal static readonly Gauge<double> LastPass = Meter.CreateGauge<double>(
        "cloudapp.sweeper.last_pass", unit: "s", description: "End of the last full comparison of names and sizes, seconds since 1970.");
}
