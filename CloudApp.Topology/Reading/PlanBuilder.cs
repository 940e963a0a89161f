using System.Net;
using CloudApp.Topology.Model;
using CloudApp.Topology.Services;

namespace CloudApp.Topology.Reading;

/// <summary>
/// Turns sections into a plan. Everything is checked, whatever else is wrong; a value that cannot be used is replaced
/// by a harmless one so that the rest can still be checked. The plan counts only when no mistake was found.
/// </summary>
internal sealed class PlanBuilder(ServiceCatalog catalog, Mistakes mistakes)
{
    public TopologyPlan Build(TopologyFile file)
    {
        mistakes.AddUnknown("", file);
        var name = Settings.Name.Read(file.Name, mistakes);
        var timeZone = Settings.TimeZone.Read(file.TimeZone, mistakes);
        var lan = BuildLan(file.Lan);
        var network = lan.Network.PrefixLength == 0 ? (IPNetwork?)null : lan.Network;
        var vip = BuildVip(file.Vip, network);
        var sites = SitesBuilder.Build(file.Sites, network, mistakes);
        var monitor = BuildMonitor(file.Monitor, network);
        var ports = BuildPorts(file.Ports ?? []);
        var database = DatabaseBuilder.Build(file.Database, sites, monitor, mistakes);
        var backup = BackupBuilder.Build(file.Backup, sites, mistakes);
        var images = BuildImages(file.Images);

        var plan = new TopologyPlan(name, timeZone, lan, vip, sites, monitor, ports, database, backup, images);
        AddressRules.Check(plan, mistakes);
        PortRules.Check(plan, catalog, mistakes);
        return plan;
    }

    private Lan BuildLan(LanSection? section)
    {
        mistakes.AddUnknown("lan", section);
        var network = Addresses.Network(Settings.Cidr.Path, section?.Cidr, mistakes);
        return new Lan(network ?? default, Settings.Gateway.Read(section?.Gateway, network, mistakes));
    }

    private Vip BuildVip(VipSection? section, IPNetwork? network)
    {
        mistakes.AddUnknown("vip", section);
        return new Vip(
            Settings.VipAddress.Read(section?.Address, network, mistakes),
            Settings.RouterId.Read(section?.RouterId, mistakes),
            Settings.AdvertIntervalMs.Read(section?.AdvertIntervalMs, mistakes));
    }

    private MonitorHost? BuildMonitor(MonitorSection? section, IPNetwork? network)
    {
        if (section is null)
            return null;
        mistakes.AddUnknown("monitor", section);
        return new MonitorHost(Settings.MonitorNic.Read(section.Nic, mistakes), Settings.MonitorAddress.Read(section.Address, network, mistakes));
    }

    private Ports BuildPorts(Dictionary<string, int> written)
    {
        var known = catalog.Ports.ToDictionary(port => port.Key, port => port.Default, StringComparer.Ordinal);
        foreach (var (key, value) in written)
        {
            if (catalog.Ports.FirstOrDefault(port => string.Equals(port.Key, key, StringComparison.Ordinal)) is { } port)
                known[key] = Settings.Port(port).Read(value, mistakes);
            else
                mistakes.AddUnknown("ports", key, known.Keys);
        }
        return new Ports(known);
    }

    private Images BuildImages(ImagesSection? section)
    {
        mistakes.AddUnknown("images", section);
        return new Images(Settings.Registry.Read(section?.Registry, mistakes), Settings.Tag.Read(section?.Tag, mistakes));
    }
}
