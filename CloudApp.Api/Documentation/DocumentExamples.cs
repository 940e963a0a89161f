using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using CloudApp.Api.Health;
using CloudApp.Api.Json;
using CloudApp.Api.Problems;
using CloudApp.Api.Records;
using Microsoft.OpenApi;

namespace CloudApp.Api.Documentation;

/// <summary>Examples of answers, written by the same code that writes the answers.</summary>
internal static class DocumentExamples
{
    private static readonly DateTimeOffset At = new(2026, 11, 22, 23, 4, 12, TimeSpan.Zero);

    private static readonly UploadRecord Record = new(
        42, "Sunset", "images/2026/11/0", "image/jpeg", 20_480, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "host1", "app1", At);

    /// <summary>An example of a type's answer; null when the type has none.</summary>
    internal static JsonNode? Of(Type? type, int status)
    {
        if (type == typeof(RecordView)) return Write(RecordView.Of(Record), ApiJson.Default.RecordView);
        if (type == typeof(RecordPageView)) return Write(new RecordPageView([RecordView.Of(Record)], "/api/records?limit=1&before=42"), ApiJson.Default.RecordPageView);
        if (type == typeof(HealthReport)) return Write(Health(status), ApiJson.Default.HealthReport);
        return type == typeof(InfoView)
            ? Write(new InfoView("cloudapp", "0.1.0", "host1", "app1", 86_400, At, "replica", "host2-database", Writable: true), ApiJson.Default.InfoView)
            : null;
    }

    /// <summary>An example of each problem, by its code.</summary>
    internal static Dictionary<string, IOpenApiExample> Of(IEnumerable<ApiProblem> problems, string path) => problems.ToDictionary(
        problem => problem.Code,
        IOpenApiExample (problem) => new OpenApiExample
        {
            Summary = problem.Title,
            Value = Write(
                new ProblemBody(ProblemWriter.TypeOf(problem), problem.Title, problem.Status, problem.Detail, path, problem.Code, "0af7651916cd43dd8448eb211c80319c"),
                ApiJson.Default.ProblemBody),
        },
        StringComparer.Ordinal);

    private static HealthReport Health(int status)
    {
        var isHealthy = status == StatusCodes.Status200OK;
        var store = new HealthWay("192.168.64.12:9000", isHealthy ? HealthWay.Ok : HealthWay.Failed, 1.9);
        return new HealthReport(
            isHealthy ? HealthReport.Healthy : HealthReport.Unhealthy, "host1", "app1", 2.4,
            new HealthPart(true, true, [new HealthWay("192.168.64.12:3307", HealthWay.Ok, 1.2, "host2-database", "replica")]),
            new HealthPart(true, false, [new HealthWay("192.168.64.12:3306", HealthWay.Ok, 1.1, "host1-database", "primary")]),
            new HealthPart(isHealthy, true, [store]));
    }

    private static JsonNode Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToNode(value, type)!;
}
