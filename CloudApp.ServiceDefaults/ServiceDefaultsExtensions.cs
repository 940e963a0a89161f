using CloudApp.ServiceDefaults.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CloudApp.ServiceDefaults;

/// <summary>What every CloudApp service has in common, in one call on each side of Build.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Logging, metrics, traces, the clock, and problem documents without reflection.</summary>
    /// <remarks>
    /// What Aspire's template has besides is left out on purpose. Service discovery: every address stands in the plan. A retry
    /// around every HttpClient: the agents decide on an answer's age, and a second try would make it older; the application
    /// retries where it knows what may be repeated.
    /// </remarks>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, ServiceIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(identity);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.ConfigureHttpJsonOptions(static json => json.SerializerOptions.TypeInfoResolverChain.Add(ProblemJson.Default));
        builder.AddLoggingDefaults();
        builder.AddTelemetryDefaults(identity);
        return builder;
    }

    /// <summary>
    /// <c>GET /alive</c> (the process answers; says nothing about what it depends on) and <c>GET /metrics</c>.
    /// <c>/health</c> stays with the service: only it knows what it needs in order to serve.
    /// </summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapGet("/alive", Alive).WithName("Alive").WithSummary("The process answers.").WithTags("Operation");
        app.MapPrometheusScrapingEndpoint("/metrics");
        return app;
    }

    private static async Task Alive(HttpContext context)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsync("""{"status":"alive"}""", context.RequestAborted);
    }
}
