using CloudApp.Topology.Compose;
using CloudApp.Topology.Model;
using CloudApp.Topology.Services;

namespace CloudApp.Topology.Rendering;

/// <summary>From the plan to the bundles of all machines. Pure: the same plan gives the same bytes.</summary>
public static class BundleRenderer
{
    public const string ComposeFileName = "compose.yaml";

    private const string PrepareHost = "prepare-host.sh";

    /// <summary>The bundles in the order site 1, site 2, monitor.</summary>
    public static IReadOnlyList<Bundle> Render(TopologyPlan plan) => Render(plan, ServiceCatalog.Standard);

    internal static IReadOnlyList<Bundle> Render(TopologyPlan plan, ServiceCatalog catalog) =>
        [.. Machine.Of(plan).Select(machine => Render(machine, catalog))];

    private static Bundle Render(Machine machine, ServiceCatalog catalog)
    {
        var plan = machine.Plan;
        var definitions = catalog.On(machine).ToList();
        var services = definitions.ToDictionary(service => service.Name, service => service.Compose(machine), StringComparer.Ordinal);
        var compose = ComposeWriter.Write(new ComposeFile
        {
            Name = plan.Name,
            Services = services,
            Volumes = NamedVolumes(services.Values),
        });
        return new Bundle(
            machine.Name,
            machine.Host is null ? machine.Addresses : [.. machine.Addresses, plan.Vip.Address],
            [.. definitions.Select(service => service.Component).Distinct(StringComparer.Ordinal).Select(component => new BundleImage(component, plan.Images.Reference(component)))],
            SecretNames.AskedForBy(compose),
            [
                new BundleFile(ComposeFileName, compose),
                .. definitions.SelectMany(service => service.Files(machine, catalog)),
                machine.Host is null ? OperatorReadme.ForMonitor(machine) : OperatorReadme.ForSite(machine),
                new BundleFile(PrepareHost, InfraFiles.Read($"host/{PrepareHost}"), IsExecutable: true),
            ])
        { Services = services, MemoryMiB = definitions.Sum(service => service.MemoryMiB) };
    }

    /// <summary>A mount whose source is no path is a named volume.</summary>
    private static Dictionary<string, ComposeVolume> NamedVolumes(IEnumerable<ComposeService> services) =>
        services.SelectMany(service => service.Volumes)
            .Select(mount => mount.Split(':')[0])
            .Where(source => source[0] is not ('/' or '.'))
            .Order(StringComparer.Ordinal)
            .ToDictionary(source => source, _ => new ComposeVolume(), StringComparer.Ordinal);
}
