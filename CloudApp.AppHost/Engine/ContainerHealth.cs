using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CloudApp.AppHost.Engine;

/// <summary>The image's own health check, as the engine last saw it.</summary>
internal sealed class ContainerHealth(ContainerEngine engine, string container) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var states = await engine.StatesAsync(cancellationToken);
        if (!states.TryGetValue(container, out var status))
            return HealthCheckResult.Unhealthy($"{container} does not run.");
        var isSick = status.Contains("(unhealthy)", StringComparison.Ordinal) || status.Contains("(health: starting)", StringComparison.Ordinal);
        return isSick ? HealthCheckResult.Unhealthy(status) : HealthCheckResult.Healthy(status);
    }
}
