using System.Net;
using CloudApp.AppHost.Engine;
using CloudApp.AppHost.Hosts;

namespace CloudApp.AppHost.Vip;

/// <summary>
/// Leads from localhost to the segment, which no engine but Linux's own opens to its machine: a forwarder that is a client of
/// the VIP like any other. Who holds the VIP is decided between the two keepalived.
/// </summary>
internal sealed class VipResource : ExecutableResource, IContainerPart
{
    internal const string HttpEndpointName = "http";
    internal const string ConfigurationFile = "forward.cfg";

    private const int FirstInnerPort = 10001;

    internal VipResource(string name, LanResource lan, IPAddress address) : base(name, ContainerEngine.Command, lan.Folder) =>
        (Lan, Address) = (lan, address);

    public LanResource Lan { get; }

    public IPAddress Address { get; }

    string IContainerPart.Part => Name;

    internal string Container => $"{Lan.Plan.Name}-{Name}";

    string IContainerPart.Container => Container;

    internal List<Forwarding> Forwardings { get; } = [];

    internal int NextInnerPort => FirstInnerPort + Forwardings.Count;

    /// <summary>One published port and where it leads.</summary>
    internal sealed record Forwarding(string Name, int InnerPort, IPAddress Address, int Port);

    internal IEnumerable<object> Arguments()
    {
        var configuration = Path.Combine(Lan.Folder, ConfigurationFile);
        return
        [
            .. ContainerArguments.Start(Container, Lan.Engine.Owner, Name),
            "--network", Lan.Network, "--pull", Lan.Plan.Images.PullPolicy, "--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL",
            "--stop-timeout", "1", "--no-healthcheck", "--volume", $"{configuration}:/etc/{ConfigurationFile}:ro", "--entrypoint", "haproxy",
            .. Forwardings.SelectMany(forwarding => new object[]
            {
                "--publish",
                ReferenceExpression.Create($"127.0.0.1:{new EndpointReference(this, forwarding.Name).Property(EndpointProperty.TargetPort)}:{FormattableString.Invariant($"{forwarding.InnerPort}")}"),
            }),
            Lan.Plan.Images.Reference("haproxy"), "-db", "-f", $"/etc/{ConfigurationFile}",
        ];
    }

    /// <summary>HAProxy passes bytes here and looks at none of them.</summary>
    internal string Configuration() => string.Concat(
    [
        "global\n    log stdout format raw local0 notice\n\n",
        "defaults\n    mode tcp\n    timeout connect 1s\n    timeout client 10m\n    timeout server 10m\n",
        .. Forwardings.Select(forwarding => FormattableString.Invariant($"\nlisten {forwarding.Name}\n    bind *:{forwarding.InnerPort}\n    server to {forwarding.Address}:{forwarding.Port}\n")),
    ]);
}
