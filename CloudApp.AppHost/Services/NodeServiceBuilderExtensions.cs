using System.Text.RegularExpressions;
using CloudApp.AppHost.Hosts;
using CloudApp.Topology.Rendering;

namespace CloudApp.AppHost.Services;

/// <summary>What all services of the bundles share.</summary>
public static partial class NodeServiceBuilderExtensions
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
        ArgumentNullException.ThrowIfNull(node);
        var host = node.Resource.Host;
        var known = host.Parts.OfType<NodeServiceResource>().Select(service => service.ServiceName).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, service) in host.Bundle.Services)
        {
            if (!known.Contains(name) && service.Ports.Any(port => port.StartsWith($"{node.Resource.Address}:", StringComparison.Ordinal)))
                node.AddService(new BundleServiceResource(node.Resource, name));
        }
    }

    internal static IResourceBuilder<T> AddService<T>(this IResourceBuilder<NodeResource> node, T service, bool hasTelemetry = false)
        where T : NodeServiceResource
    {
        var builder = node.ApplicationBuilder;
        var host = node.Resource.Host;
        host.Parts.Add(service);
        var resource = builder.AddResource(service)
            .WithArgs([.. service.Arguments(hasTelemetry ? TelemetryNames : [])])
            .WithContainerHealth(service.Container, host.Lan.Engine)
            .WithParentRelationship(host)
            .WaitFor(node)
            .ExcludeFromManifest();
        foreach (var (name, text) in service.Service.Environment)
            resource.WithEnvironment(name, Value(text, host));
        return hasTelemetry ? resource.WithTelemetry() : resource;
    }

    // The dashboard listens on the machine, which a container knows by another name.
    private static IResourceBuilder<T> WithTelemetry<T>(this IResourceBuilder<T> resource)
        where T : NodeServiceResource =>
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
    /// <param name="ways">What stands for a word in braces: the place of an endpoint.</param>
    internal static ReferenceExpression Value(string text, HostResource host, Func<string, EndpointReference>? ways = null)
    {
        var expression = new ReferenceExpressionBuilder();
        var at = 0;
        foreach (Match match in Special().Matches(text))
        {
            expression.AppendLiteral(text[at..match.Index]);
            if (match.Groups["name"] is { Success: true, Value: var name })
                expression.AppendFormatted(host.Lan.Secrets[$"{host.Name}/{name}"].Resource);
            else if (match.Groups["way"] is { Success: true, Value: var way })
                AppendPlace(expression, way, ways);
            else
                expression.AppendLiteral("$");
            at = match.Index + match.Length;
        }

        expression.AppendLiteral(text[at..]);
        return expression.Build();
    }

    private static void AppendPlace(ReferenceExpressionBuilder expression, string way, Func<string, EndpointReference>? ways)
    {
        var endpoint = (ways ?? throw new InvalidOperationException($"{way} leads nowhere here."))(way);
        if (string.Equals(way, "s3", StringComparison.Ordinal))
        {
            expression.AppendFormatted(endpoint.Property(EndpointProperty.Url));
            return;
        }

        expression.AppendLiteral("Server=127.0.0.1;Port=");
        expression.AppendFormatted(endpoint.Property(EndpointProperty.Port));
    }

    [GeneratedRegex(@"\$\$|\$\{(?<name>[A-Z0-9_]+):\?[^}]*\}|^\{(?<way>[a-z0-9-]+)\}", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Special();
}
