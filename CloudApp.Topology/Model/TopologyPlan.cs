namespace CloudApp.Topology.Model;

/// <summary>
/// The whole system as facts: two sites behind one address, and where there is one, a third machine.
/// A plan that exists is valid: <see cref="Reading.TopologyReader"/> is the only way from a file to a plan.
/// </summary>
/// <param name="Name">The Compose project's name; also the TLS authority's.</param>
/// <param name="TimeZone">IANA name; the containers' TZ.</param>
/// <param name="Sites">Exactly two, in the order of the file: the first is site 1.</param>
/// <param name="Monitor">The third machine: the third vote and the metrics. Null where there is none.</param>
public sealed record TopologyPlan(
    string Name,
    string TimeZone,
    Lan Lan,
    Vip Vip,
    IReadOnlyList<Site> Sites,
    MonitorHost? Monitor,
    Ports Ports,
    Database Database,
    Backup Backup,
    Images Images)
{
    public Site Peer(Site site) => Sites[2 - site.Number];

    /// <summary>True where the lease lives in etcd, so that every machine runs a member.</summary>
    public bool UsesEtcd => Database.Arbiter == Arbiter.Etcd;
}
