namespace CloudApp.Api.Operation;

/// <summary>Examples of this slice's answers, for the OpenAPI document.</summary>
internal static class OperationExamples
{
    internal static readonly NodeInfo Info = new(
        "cloudapp", "0.1.0", "host1", "app1", 86_400, new DateTimeOffset(2026, 11, 22, 23, 4, 12, TimeSpan.Zero), "replica", "host2-database", Writable: true);

    internal static HealthReport Health(bool isHealthy)
    {
        var store = new ProbeResult("192.168.64.12:9000", isHealthy ? ProbeResult.Ok : ProbeResult.Failed, 1.9);
        return new HealthReport(
            isHealthy ? HealthReport.Healthy : HealthReport.Unhealthy, "host1", "app1", 2.4,
            new HealthPart(true, true, [new ProbeResult("192.168.64.12:3307", ProbeResult.Ok, 1.2, "host2-database", "replica")]),
            new HealthPart(true, false, [new ProbeResult("192.168.64.12:3306", ProbeResult.Ok, 1.1, "host1-database", "primary")]),
            new HealthPart(isHealthy, true, [store]),
            new HealthPart(true, true, [new ProbeResult("/var/spool/cloudapp", ProbeResult.Ok, 0.1)]));
    }
}
