using CloudApp.Topology.Model;

namespace CloudApp.Topology.Services;

/// <summary>The services of the system, and what follows from their definitions.</summary>
public sealed class ServiceCatalog
{
    internal ServiceCatalog(IReadOnlyList<ServiceDefinition> services)
    {
        Services = services;
        Ports = [.. services.SelectMany(service => service.Ports)];
        Images =
        [
            .. services.OrderByDescending(service => service.MemoryMiB).DistinctBy(service => service.Component, StringComparer.Ordinal)
                .Select(service => new ImageComponent(service.Component, service.Program)),
        ];
    }

    /// <summary>All services, in the order in which the Compose files list them.</summary>
    public static ServiceCatalog Standard { get; } = new(
    [
        new AddressesService(),
        new HaproxyService(),
        new KeepalivedService(),
        new RouterService(),
        new DatabaseService(),
        new ObjectStoreService(),
        new ApiService(),
        new BackupService(),
        new PrometheusService(),
        new NodeExporterService(),
        new EtcdService(),
    ]);

    /// <summary>Every image, the largest first: what needs much memory also takes long to build.</summary>
    public IReadOnlyList<ImageComponent> Images { get; }

    internal IReadOnlyList<ServiceDefinition> Services { get; }

    internal IReadOnlyList<PortDefinition> Ports { get; }

    internal ServiceCatalog With(ServiceDefinition further) => new([.. Services, further]);

    internal IEnumerable<ServiceDefinition> On(Machine machine) => Services.Where(service => service.RunsOn(machine));

    /// <summary>Everything that listens anywhere.</summary>
    internal IEnumerable<Binding> Bindings(TopologyPlan plan) =>
        from machine in Machine.Of(plan)
        from service in On(machine)
        from port in service.Ports
        from address in machine.AddressesOf(port.At)
        select new Binding(machine.Name, service.Name, address, port.Key, port.In(plan));
}
