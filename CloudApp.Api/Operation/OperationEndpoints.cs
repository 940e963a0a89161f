using System.Reflection;
using CloudApp.Api.Documentation;
using CloudApp.Api.Settings;
using CloudApp.ServiceDefaults.Resilience;

namespace CloudApp.Api.Operation;

/// <summary>What a load balancer and an operator ask.</summary>
internal static class OperationEndpoints
{
    internal static readonly string Version =
        typeof(OperationEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    internal static void MapOperation(this IEndpointRouteBuilder app)
    {
        app.MapMethods(ApplicationRoutes.Health, ["GET", "HEAD"], HealthAsync)
            .WithName("Health").WithTags("Operation")
            .WithSummary("Whether this node can serve.")
            .WithDescription("200 when a database to read from and the object store are reached, else 503. Whether the primary is reached is reported, and does not count.")
            .Answers(OperationExamples.Health(isHealthy: true), OperationJson.Default.HealthReport)
            .Answers(OperationExamples.Health(isHealthy: false), OperationJson.Default.HealthReport, StatusCodes.Status503ServiceUnavailable);
        app.MapMethods("/api/info", ["GET", "HEAD"], InfoAsync)
            .WithName("Info").WithTags("Operation").WithSummary("Which node answers.")
            .Answers(OperationExamples.Info, OperationJson.Default.NodeInfo);
    }

    private static async Task HealthAsync(HttpContext context, HealthCheck check, SingleFlightCache<HealthReport> latest)
    {
        var report = await latest.GetAsync(check.RunAsync, context.RequestAborted);
        context.Response.StatusCode = report.IsHealthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(report, OperationJson.Default.HealthReport, cancellationToken: context.RequestAborted);
    }

    private static async Task InfoAsync(
        HttpContext context, HealthCheck check, SingleFlightCache<HealthReport> latest, ApiSettings settings, StartTime start, TimeProvider time)
    {
        var report = await latest.GetAsync(check.RunAsync, context.RequestAborted);
        var read = report.Reads.Ways.Concat(report.Writes.Ways).FirstOrDefault(w => w.IsOk);
        var info = new NodeInfo(
            "cloudapp", Version, settings.Site, settings.Node,
            Math.Round((time.GetUtcNow() - start.At).TotalSeconds, 1), start.At,
            read?.Role ?? "unknown", read?.Server, report.Writes.Reached);
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(info, OperationJson.Default.NodeInfo, cancellationToken: context.RequestAborted);
    }
}
