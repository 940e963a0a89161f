using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace CloudApp.ServiceDefaults;

/// <summary>OpenTelemetry: metrics for Prometheus always, OTLP when an endpoint is named.</summary>
internal static class TelemetryDefaults
{
    private const string RequestIdHeader = "X-Request-ID";
    private const string RequestIdTag = "http.request.header.x-request-id";
    private const string OtlpEndpointSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Under an orchestrator a service has its resource's name, so that its dashboard finds both together.</summary>
    private const string ServiceNameSetting = "OTEL_SERVICE_NAME";

    internal static void AddTelemetryDefaults(this WebApplicationBuilder builder, ServiceIdentity identity)
    {
        var exportsOtlp = !string.IsNullOrWhiteSpace(builder.Configuration[OtlpEndpointSetting]);
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource
                .AddService(builder.Configuration[ServiceNameSetting] ?? identity.Name, serviceInstanceId: identity.Instance)
                .AddAttributes([new KeyValuePair<string, object>("cloudapp.site", identity.Site)]))
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter([.. identity.Meters])
                .AddPrometheusExporter());
        // Without a collector spans would be made and thrown away.
        if (!exportsOtlp) return;
        telemetry.WithLogging(configureBuilder: null, options => (options.IncludeFormattedMessage, options.IncludeScopes) = (true, true));
        telemetry
            .WithTracing(tracing => tracing
                .AddAspNetCoreInstrumentation(options =>
                {
                    options.Filter = IsWorthATrace;
                    options.EnrichWithHttpRequest = NameByLoadBalancer;
                })
                .AddHttpClientInstrumentation()
                .SetSampler(new ParentBasedSampler(new RequestSampler()))
                .AddSource([.. identity.ActivitySources]))
            .UseOtlpExporter();
    }

    // The load balancer gives every request an id and logs what fails under it.
    private static void NameByLoadBalancer(Activity activity, HttpRequest request)
    {
        if (request.Headers.TryGetValue(RequestIdHeader, out var id)) activity.SetTag(RequestIdTag, id.ToString());
    }

    // Probes, scrapes and what the agents ask each other come every second from every side and would bury the requests.
    private static bool IsWorthATrace(HttpContext context) =>
        context.Request.Path.Value is not ("/health" or "/healthz" or "/alive" or "/metrics" or "/status" or "/watch");
}
