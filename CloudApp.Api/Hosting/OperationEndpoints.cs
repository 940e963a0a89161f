using System.Reflection;
using CloudApp.Api.Health;
using CloudApp.Api.Json;
using CloudApp.Api.Records;
using CloudApp.Api.Settings;

namespace CloudApp.Api.Hosting;

/// <summary>What a load balancer and an operator ask.</summary>
internal static class OperationEndpoints
{
    internal static readonly string Version =
        typeof(OperationEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    internal static void MapOperation(this IEndpointRouteBuilder app)
    {
        app.MapMethods("/health", ["GET", "HEAD"], HealthAsync)
            .WithName("Health").WithTags("Operation")
            .WithSummary("Whether this node can serve.")
            .WithDescription("200 when a database for reading and the object store are reached, else 503. The way to the primary is reported, and does not count.")
            .Produces<HealthReport>().Produces<HealthReport>(503);
        app.MapMethods("/api/info", ["GET", "HEAD"], InfoAsync)
            .WithName("Info").WithTags("Operation").WithSummary("Who answers.").Produces<InfoView>();
    }

    private static async Task HealthAsync(HttpContext context, SharedHealth health)
    {
        var report = await health.GetAsync(context.RequestAborted);
        context.Response.StatusCode = report.IsHealthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(report, ApiJson.Default.HealthReport, cancellationToken: context.RequestAborted);
    }

    private static async Task InfoAsync(HttpContext context, SharedHealth health, ApiSettings settings, StartTime start, TimeProvider time)
    {
        var report = await health.GetAsync(context.RequestAborted);
        var read = report.Reads.Ways.Concat(report.Writes.Ways).FirstOrDefault(w => w.IsOk);
        var info = new InfoView(
            "cloudapp", Version, settings.Site, settings.Node,
            Math.Round((time.GetUtcNow() - start.At).TotalSeconds, 1), start.At,
            read?.Role ?? "unknown", read?.Server, report.Writes.Reached);
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(info, ApiJson.Default.InfoView, cancellationToken: context.RequestAborted);
    }
}

/// <summary>When this process began to serve.</summary>
internal sealed record StartTime(DateTimeOffset At);
