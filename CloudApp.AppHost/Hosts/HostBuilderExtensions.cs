using System.Collections.Immutable;
using System.Net;
using CloudApp.AppHost.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CloudApp.AppHost.Hosts;

/// <summary>Hosts and their nodes.</summary>
internal static class HostBuilderExtensions
{
    /// <summary>Adds a machine of the plan; its name is its bundle's.</summary>
    public static IResourceBuilder<HostResource> AddHost(this IResourceBuilder<LanResource> lan, [ResourceName] string name)
    {
        var host = new HostResource(name, lan.Resource);
        lan.ApplicationBuilder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            $"{name}-parts", _ => new HostHealth(host), failureStatus: null, tags: null));
        return lan.ApplicationBuilder.AddResource(host)
            .WithInitialState(new CustomResourceSnapshot
            {
                ResourceType = "Host",
                Properties = ImmutableArray.Create(new ResourcePropertySnapshot("Addresses", string.Join(", ", host.Bundle.Addresses))),
                State = KnownResourceStates.Starting,
            })
            .WithIconName("Server")
            .WithHealthCheck($"{name}-parts")
            .ExcludeFromManifest()
            .OnInitializeResource(static (host, start, _) => start.Notifications.PublishUpdateAsync(host, now => now with { State = KnownResourceStates.Running }));
    }

    /// <summary>Adds a node: an address on the segment, and the network that the node's containers share.</summary>
    public static IResourceBuilder<NodeResource> AddNode(this IResourceBuilder<HostResource> host, string name, IPAddress address)
    {
        var builder = host.ApplicationBuilder;
        var node = new NodeResource($"{host.Resource.Name}-{name}", host.Resource, address);
        host.Resource.Parts.Add(node);
        var plan = host.Resource.Lan.Plan;
        return builder.AddResource(node)
            .WithArgs([.. node.Arguments()])
            .WithEnvironment("NIC", NodeResource.Nic)
            .WithEnvironment("ADDRESSES", plan.Lan.WithPrefix(address))
            .WithContainerHealth(node.Container, host.Resource.Lan.Engine)
            .WithParentRelationship(host)
            .WithIconName("NetworkAdapter")
            .WaitFor(builder.CreateResourceBuilder(host.Resource.Lan))
            .ExcludeFromManifest();
    }

    internal static IResourceBuilder<T> WithContainerHealth<T>(this IResourceBuilder<T> resource, string container, ContainerEngine engine)
        where T : IResource
    {
        resource.ApplicationBuilder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            container, _ => new ContainerHealth(engine, container), failureStatus: null, tags: null));
        return resource.WithHealthCheck(container);
    }

    /// <summary>A host is healthy when all that runs on it is.</summary>
    private sealed class HostHealth(HostResource host) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            var states = await host.Lan.Engine.StatesAsync(cancellationToken);
            var sick = host.Parts.OfType<IContainerPart>().Where(part =>
                !states.TryGetValue(part.Container, out var status) || (status.Contains('(', StringComparison.Ordinal) && !status.Contains("(healthy)", StringComparison.Ordinal)));
            var names = string.Join(", ", sick.Select(part => part.Part));
            return names.Length == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy($"Not healthy: {names}");
        }
    }
}
