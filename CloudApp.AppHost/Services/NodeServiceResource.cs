using CloudApp.AppHost.Engine;
using CloudApp.AppHost.Hosts;
using CloudApp.Topology.Compose;

namespace CloudApp.AppHost.Services;

/// <summary>
/// One service of a bundle on its node: the same image, rights, settings, files and volumes. None of the ready-made resources:
/// Aspire.Hosting.MySql's runs a server of its own, alone, that nobody fences; the toolkit's AddMinioContainer is marked obsolete
/// and names an image that its publisher has deleted.
/// </summary>
internal sealed class NodeServiceResource : ExecutableResource, IContainerPart
{
    public NodeServiceResource(NodeResource node, string service) : base($"{node.Host.Name}-{service}", ContainerEngine.Command, node.Host.BundleFolder) =>
        (Node, ServiceName, Service) = (node, service, node.Host.Bundle.Services[service]);

    public NodeResource Node { get; }

    /// <summary>The service's name in the Compose file.</summary>
    public string ServiceName { get; }

    internal ComposeService Service { get; }

    string IContainerPart.Part => ServiceName;

    internal string Container => Node.Host.ContainerOf(ServiceName);

    string IContainerPart.Container => Container;

    /// <summary>The arguments of the engine's command.</summary>
    /// <param name="furtherNames">Names in the environment that the Compose file does not have.</param>
    internal IEnumerable<string> Arguments(IEnumerable<string> furtherNames) =>
    [
        .. ContainerArguments.Start(Container, Node.Host.Lan.Engine.Owner, Node.Host.Name),
        "--network", $"container:{Node.Container}",
        .. ContainerArguments.Of(Service, $"{Node.Host.Lan.Plan.Name}-{Node.Host.Name}", Node.Host.BundleFolder),
        .. furtherNames.SelectMany(name => new[] { "--env", name }),
        Service.Image,
    ];
}
