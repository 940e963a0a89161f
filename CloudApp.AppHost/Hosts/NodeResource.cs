using System.Net;
using CloudApp.AppHost.Engine;

namespace CloudApp.AppHost.Hosts;

/// <summary>Something that runs as one container.</summary>
internal interface IContainerPart
{
    /// <summary>Its name within the host.</summary>
    string Part { get; }

    /// <summary>The container's name in the engine.</summary>
    string Container { get; }
}

/// <summary>
/// A node of a host: one address on the segment. Its container keeps the network that the node's other containers share, as
/// on a real host the host does. It is a command and no ContainerResource, as are those: the orchestrator puts each of its
/// containers into a network of its own making, where no address can be chosen and none be shared.
/// </summary>
internal sealed class NodeResource : ExecutableResource, IContainerPart
{
    /// <summary>The engine's name for the first interface of a container.</summary>
    public const string Nic = "eth0";

    private const string Component = "addresses";

    internal NodeResource(string name, HostResource host, IPAddress address) : base(name, ContainerEngine.Command, host.BundleFolder) =>
        (Host, Address) = (host, address);

    public HostResource Host { get; }

    public IPAddress Address { get; }

    string IContainerPart.Part => Name[(Host.Name.Length + 1)..];

    internal string Container => $"{Host.Lan.Plan.Name}-{Name}";

    string IContainerPart.Container => Container;

    /// <summary>With the kernel's switches of prepare-host.sh, which belong to a network and not to a machine.</summary>
    internal IEnumerable<string> Arguments()
    {
        var lan = Host.Lan;
        return
        [
            .. ContainerArguments.Start(Container, lan.Engine.Owner, Host.Name),
            "--network", lan.Network, "--ip", Address.ToString(), "--hostname", Name,
            "--sysctl", "net.ipv4.ip_nonlocal_bind=1", "--sysctl", "net.ipv4.conf.all.arp_ignore=1", "--sysctl", "net.ipv4.conf.all.arp_announce=2",
            // The way to the dashboard, for telemetry.
            "--add-host", "host.docker.internal:host-gateway",
            "--pull", lan.Plan.Images.PullPolicy, "--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL", "--cap-add", "NET_ADMIN", "--cap-add", "NET_RAW",
            "--stop-timeout", "1", "--env", "NIC", "--env", "ADDRESSES", lan.Plan.Images.Reference(Component),
        ];
    }
}
