using CloudApp.Topology.Compose;

namespace CloudApp.Topology.Services;

/// <summary>Adds the node addresses to the host's interface and takes away what it added.</summary>
internal sealed class AddressesService : ServiceDefinition
{
    public override string Name => "addresses";
    public override Placement Placement => Placement.EachHost;
    public override int MemoryMiB => 64;
    public override int StopSeconds => 5;
    public override bool UsesHostNetwork => true;

    protected override ContainerEnvironment Environment(Machine machine) => new ContainerEnvironment()
        .Set("NIC", machine.Site.Nic)
        .Set("ADDRESSES", string.Join(' ', machine.Addresses.Select(machine.Plan.Lan.WithPrefix)))
        .Set("VIP_CIDR", machine.Plan.Lan.WithPrefix(machine.Plan.Vip.Address));

    protected override ComposeService Refine(Machine machine, ComposeService service) => service with
    {
        DependsOn = new Dictionary<string, ComposeDependency>(StringComparer.Ordinal),
        // NET_RAW sends the gratuitous ARP that tells the LAN where the addresses are now.
        CapAdd = ["NET_ADMIN", "NET_RAW"],
    };
}
