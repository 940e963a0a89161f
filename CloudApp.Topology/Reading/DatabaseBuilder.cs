using CloudApp.Contracts.Settings;
using CloudApp.Topology.Model;

namespace CloudApp.Topology.Reading;

internal static class DatabaseBuilder
{
    private static readonly Dictionary<string, Arbiter> Arbiters = new(StringComparer.Ordinal)
    {
        [ArbiterNames.Etcd] = Arbiter.Etcd,
        [ArbiterNames.Vip] = Arbiter.Vip,
        [ArbiterNames.Manual] = Arbiter.Manual,
    };

    public static Database Build(DatabaseSection? section, IReadOnlyList<Site> sites, MonitorHost? monitor, Mistakes mistakes)
    {
        mistakes.AddUnknown("database", section);

        var primary = section?.InitialPrimary ?? sites.Select(site => site.Name).FirstOrDefault() ?? "";
        if (sites.Count > 0 && !sites.Any(site => string.Equals(site.Name, primary, StringComparison.Ordinal)))
            mistakes.Add(Settings.InitialPrimary.Path, $"'{primary}' is no site; choose {string.Join(" or ", sites.Select(site => site.Name))}");

        var written = section?.Arbiter ?? Settings.Arbiter.Default!;
        if (!Arbiters.TryGetValue(written, out var arbiter))
            mistakes.Add(Settings.Arbiter.Path, $"'{written}' is unknown; choose {Settings.Arbiter.Range}");
        else if (arbiter == Arbiter.Etcd && monitor is null)
            mistakes.Add(Settings.Arbiter.Path, "etcd needs a third machine for its third vote; add monitor, or choose vip or manual");

        // Only etcd needs whole seconds.
        var ttl = Settings.LeaseTtlMs;
        var ttlMs = ttl.Read(ttl.Path, section?.LeaseTtlMs ?? ttl.DefaultValue!.Value, arbiter == Arbiter.Etcd ? ttl.Step : 1, mistakes);
        return new Database(primary, arbiter, ttlMs);
    }
}
