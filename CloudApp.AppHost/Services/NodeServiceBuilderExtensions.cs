using System.Text.RegularExpressions;
using CloudApp.AppHost.Hosts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace CloudApp.AppHost.Services;

/// <summary>What all services of the bundles share.</summary>
internal static partial class NodeServiceBuilderExtensions
{
    /// <summary>Set by <see cref="OtlpConfigurationExtensions"/>; a container gets what it is told by name.</summary>
    private static readonly string[] TelemetryNames =
    [
        "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_SERVICE_NAME", "OTEL_RESOURCE_ATTRIBUTES",
        "OTEL_BLRP_SCHEDULE_DELAY", "OTEL_BSP_SCHEDULE_DELAY", "OTEL_METRIC_EXPORT_INTERVAL", "OTEL_TRACES_SAMPLER",
    ];

    private const string OtlpEndpointName = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string HostGateway = "host.docker.internal";

    /// <summary>Adds the services of the bundle that are published at this node's address and were not added by name.</summary>
    public static void AddRemaining(this IResourceBuilder<NodeResource> node)
    {
        var host = node.Resource.Host;
        var known = host.Parts.OfType<NodeServiceResource>().Select(service => service.ServiceName).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, service) in host.Bundle.Services)
        {
            if (!known.Contains(name) && service.Ports.Any(port => port.StartsWith($"{node.Resource.Address}:", StringComparison.Ordinal)))
                node.AddService(name);
        }
    }

    /// <summary>Adds a service of the host's bundle to this node.</summary>
    /// <param name="name">In the Compose file.</param>
    internal static IResourceBuilder<NodeServiceResource> AddService(this IResourceBuilder<NodeResource> node, string name, bool hasTelemetry = false)
    {
        var builder = node.ApplicationBuilder;
        var host = node.Resource.Host;
        var service = new NodeServiceResource(node.Resource, name);
        host.Parts.Add(service);
        if (builder.ExecutionContext.IsRunMode)
            builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ServiceRestarter>());
        var resource = builder.AddResource(service)
            .WithArgs([.. service.Arguments(hasTelemetry ? TelemetryNames : [])])
            .WithContainerHealth(service.Container, host.Lan.Engine)
            .WithParentRelationship(host)
            .WaitFor(node)
            .ExcludeFromManifest();
        foreach (var (key, text) in service.Service.Environment)
            resource.WithEnvironment(key, Value(text, host));
        return hasTelemetry ? resource.WithTelemetry() : resource;
    }

    // The dashboard listens on the machine, which a container knows by another name.
    private static IResourceBuilder<NodeServiceResource> WithTelemetry(this IResourceBuilder<NodeServiceResource> resource) =>
        resource.WithOtlpExporter().WithEnvironment(context =>
        {
            if (context.EnvironmentVariables.TryGetValue(OtlpEndpointName, out var endpoint))
            {
                context.EnvironmentVariables[OtlpEndpointName] = endpoint switch
                {
                    EndpointReference reference => ReferenceExpression.Create($"http://{HostGateway}:{reference.Property(EndpointProperty.Port)}"),
                    HostUrl url => new UriBuilder(url.Url) { Host = HostGateway }.Uri.ToString(),
                    _ => endpoint,
                };
            }
        });

    /// <summary>A Compose value: <c>${NAME:?…}</c> is a secret, <c>$$</c> a dollar.</summary>
    /// <param name="endpoints">Finds the endpoint that a word in braces at the beginning stands for.</param>
    internal static ReferenceExpression Value(string text, HostResource host, Func<string, EndpointReference>? endpoints = null)
    {
        var expression = new ReferenceExpressionBuilder();
        var at = 0;
        foreach (Match match in Special().Matches(text))
        {
            expression.AppendLiteral(text[at..match.Index]);
            if (match.Groups["secret"] is { Success: true, Value: var secret })
                expression.AppendFormatted(host.Lan.Secrets[$"{host.Name}/{secret}"].Resource);
            else if (match.Groups["endpoint"] is { Success: true, Value: var name })
                AppendEndpoint(expression, name, endpoints);
            else
                expression.AppendLiteral("$");
            at = match.Index + match.Length;
        }

        expression.AppendLiteral(text[at..]);
        return expression.Build();
    }

    private static void AppendEndpoint(ReferenceExpressionBuilder expression, string name, Func<string, EndpointReference>? endpoints)
    {
        var endpoint = (endpoints ?? throw new InvalidOperationException($"No endpoint is known for {name} here."))(name);
        if (string.Equals(name, "s3", StringComparison.Ordinal))
        {
            expression.AppendFormatted(endpoint.Property(EndpointProperty.Url));
            return;
        }

        expression.AppendLiteral("Server=127.0.0.1;Port=");
        expression.AppendFormatted(endpoint.Property(EndpointProperty.Port));
    }

    [GeneratedRegex(@"\$\$|\$\{(?<secret>[A-Z0-9_]+):\?[^}]*\}|^\{(?<endpoint>[a-z0-9-]+)\}", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Special();
}
