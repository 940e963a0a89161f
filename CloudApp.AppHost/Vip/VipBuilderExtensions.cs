using System.Net;
using CloudApp.AppHost.Hosts;
using VirtualAddress = CloudApp.Topology.Model.Vip;

namespace CloudApp.AppHost.Vip;

/// <summary>The address of the system, and ports of localhost that lead to the segment.</summary>
internal static class VipBuilderExtensions
{
    /// <summary>The same port as <c>cloudapp up</c> gives it.</summary>
    private const int HttpPort = 8080;

    /// <summary>Adds what leads to the VIP.</summary>
    public static IResourceBuilder<VipResource> AddVip(this IResourceBuilder<LanResource> lan, [ResourceName] string name, VirtualAddress address)
    {
        var vip = new VipResource(name, lan.Resource, address.Address);
        var ports = lan.Resource.Plan.Ports;
        var resource = lan.ApplicationBuilder.AddResource(vip)
            .WithArgs(context =>
            {
                foreach (var argument in vip.Arguments())
                    context.Args.Add(argument);
            })
            .OnBeforeResourceStarted(static (vip, _, cancellationToken) =>
                File.WriteAllTextAsync(Path.Combine(vip.Lan.Folder, VipResource.ConfigurationFile), vip.Configuration(), cancellationToken))
            .WithIconName("GlobeArrowForward")
            .WaitFor(lan)
            .ExcludeFromManifest();
        resource.Forward(VipResource.HttpEndpointName, address.Address, ports.Http, "http", HttpPort);
        var holder = resource.Forward("holder", address.Address, ports.HaproxyStats);
        return resource
            .WithHttpHealthCheck("/health", endpointName: VipResource.HttpEndpointName)
            .WithUrlForEndpoint(VipResource.HttpEndpointName, url => url.DisplayText = $"The page, by {address.Address}")
            .WithUrl(ReferenceExpression.Create($"{holder.Property(EndpointProperty.Url)}/lb-site"), "Who holds the VIP");
    }

    /// <summary>Opens a port of localhost that leads to an address on the segment.</summary>
    /// <param name="port">Null: any free one.</param>
    public static EndpointReference Forward(
        this IResourceBuilder<VipResource> vip, string name, IPAddress address, int innerPort, string scheme = "http", int? port = null)
    {
        vip.Resource.Forwardings.Add(new VipResource.Forwarding(name, vip.Resource.NextInnerPort, address, innerPort));
        vip.WithEndpoint(name, endpoint =>
        {
            endpoint.UriScheme = scheme;
            endpoint.Port = port;
            // Only what a person opens stands beside the VIP; the others stand beside what they lead to.
            endpoint.IsExternal = false;
        });
        vip.WithUrlForEndpoint(name, url => url.DisplayLocation = string.Equals(name, VipResource.HttpEndpointName, StringComparison.Ordinal)
            ? UrlDisplayLocation.SummaryAndDetails
            : UrlDisplayLocation.DetailsOnly);
        return vip.GetEndpoint(name);
    }
}
