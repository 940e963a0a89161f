using CloudApp.Topology.Model;

namespace CloudApp.Topology.Reading;

internal static class DatabaseBuilder
{
    private const int LeaseTtlLowestMs = 1_000;
    private const int LeaseTtlHighestMs = 60_000;
    private const int EtcdTtlStepMs = 1_000;

    private static readonly Dictionary<string, Arbiter> Arbiters = new(StringComparer.Ordinal)
    {
        ["etcd"] = Arbiter.Etcd,
        ["vip"] = Arbiter.Vip,
        ["manual"] = Arbiter.Manual,
    };

    public static Database Build(DatabaseSection? section, IReadOnlyList<Site> sites, MonitorHost? monitor, Mistakes mistakes)
    {
        mistakes.AddUnknown("database", section, "initialPrimary", "arbiter", "leaseTtlMs");

        var primary = section?.InitialPrimary ?? sites.Select(site => site.Name).FirstOrDefault() ?? "";
        if (sites.Count > 0 && !sites.Any(site => string.Equals(site.Name, primary, StringComparison.Ordinal)))
            mistakes.Add("database.initialPrimary", $"'{primary}' is no site; choose {string.Join(" or ", sites.Select(site => site.Name))}");

        var written = section?.Arbiter ?? "etcd";
        if (!Arbiters.TryGetValue(written, out var arbiter))
            mistakes.Add("database.arbiter", $"'{written}' is unknown; choose etcd, vip or manual");
        else if (arbiter == Arbiter.Etcd && monitor is null)
            mistakes.Add("database.arbiter", "etcd needs a third machine for its third vote; add monitor, or choose vip or manual");

        var ttl = Numbers.InSteps(
            "database.leaseTtlMs", section?.LeaseTtlMs ?? LeaseTtlLowestMs, LeaseTtlLowestMs, LeaseTtlHighestMs,
            arbiter == Arbiter.Etcd ? EtcdTtlStepMs : 1, "etcd counts a lease in whole seconds", mistakes);
        return new Database(primary, arbiter, ttl);
    }
}
