using CloudApp.Topology.Rendering;

namespace CloudApp.Topology.Services;

/// <summary>Adds the node addresses to the host's interface and takes away what it added.</summary>
internal static class AddressesService
{
    public static ComposeService Create(SiteContext context)
    {
        var environment = new ContainerEnvironment()
            .Set("NIC", context.Site.Nic)
            .Set("ADDRESSES", string.Join(' ', context.Site.Addresses.Select(context.Plan.Lan.WithPrefix)))
            .Set("VIP_CIDR", context.Plan.Lan.WithPrefix(context.Plan.Vip.Address));

        return Container.Create(context.Plan, "addresses", memoryMiB: 64, stopSeconds: 5, environment) with
        {
            NetworkMode = Container.HostNetwork,
            // NET_RAW sends the gratuitous ARP that tells the LAN where the addresses are now.
            CapAdd = ["NET_ADMIN", "NET_RAW"],
        };
    }
}
