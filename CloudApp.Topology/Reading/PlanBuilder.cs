using System.Net;
using CloudApp.Topology.Model;

namespace CloudApp.Topology.Reading;

/// <summary>
/// Sections to a plan. Everything is checked, whatever else is wrong; a value that cannot be used is replaced
/// by a harmless one so that the rest can still be checked. The plan counts only when no mistake was found.
/// </summary>
internal static class PlanBuilder
{
    private static readonly string[] Sections =
        ["name", "timeZone", "lan", "vip", "sites", "monitor", "ports", "database", "backup", "images"];

    public static TopologyPlan Build(TopologyFile file, Mistakes mistakes)
    {
        mistakes.AddUnknown("", file, Sections);
        var name = Names.Project("name", file.Name ?? "cloudapp", mistakes);
        var timeZone = Names.TimeZone("timeZone", file.TimeZone ?? "UTC", mistakes);
        var lan = BuildLan(file.Lan, mistakes);
        var network = lan.Network.PrefixLength == 0 ? (IPNetwork?)null : lan.Network;
        var vip = BuildVip(file.Vip, network, mistakes);
        var sites = SitesBuilder.Build(file.Sites, network, mistakes);
        var monitor = BuildMonitor(file.Monitor, network, mistakes);
        var ports = PortsBuilder.Build(file.Ports, mistakes);
        var database = DatabaseBuilder.Build(file.Database, sites, monitor, mistakes);
        var backup = BackupBuilder.Build(file.Backup, sites, mistakes);
        var images = BuildImages(file.Images, mistakes);

        var plan = new TopologyPlan(name, timeZone, lan, vip, sites, monitor, ports, database, backup, images);
        AddressRules.Check(plan, mistakes);
        PortRules.Check(plan, mistakes);
        return plan;
    }

    private static Lan BuildLan(LanSection? section, Mistakes mistakes)
    {
        mistakes.AddUnknown("lan", section, "cidr", "gateway");
        var network = Addresses.Network("lan.cidr", section?.Cidr, mistakes);
        var gateway = Addresses.Host("lan.gateway", section?.Gateway, network, mistakes);
        return new Lan(network ?? default, gateway);
    }

    private static Vip BuildVip(VipSection? section, IPNetwork? network, Mistakes mistakes)
    {
        mistakes.AddUnknown("vip", section, "address", "routerId", "advertIntervalMs");
        var address = Addresses.Host("vip.address", section?.Address, network, mistakes);
        var routerId = Numbers.InRange("vip.routerId", section?.RouterId ?? 51, 1, 255, mistakes);
        // VRRPv3 has twelve bits for its interval.
        var interval = Numbers.InSteps(
            "vip.advertIntervalMs", section?.AdvertIntervalMs ?? 100, 10, 40_950, step: 10, "VRRP counts in hundredths of a second", mistakes);
        return new Vip(address, routerId, interval);
    }

    private static MonitorHost? BuildMonitor(MonitorSection? section, IPNetwork? network, Mistakes mistakes)
    {
        if (section is null)
            return null;
        mistakes.AddUnknown("monitor", section, "nic", "address");
        var nic = Names.Nic("monitor.nic", section.Nic, mistakes);
        return new MonitorHost(nic, Addresses.Host("monitor.address", section.Address, network, mistakes));
    }

    private static Images BuildImages(ImagesSection? section, Mistakes mistakes)
    {
        mistakes.AddUnknown("images", section, "registry", "tag");
        return new Images(
            Names.Registry("images.registry", section?.Registry ?? "", mistakes),
            Names.Tag("images.tag", section?.Tag ?? "0.1.0", mistakes));
    }
}
