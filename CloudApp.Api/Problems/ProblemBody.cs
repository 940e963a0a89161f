using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudApp.Api.Problems;

/// <summary>A problem document as RFC 9457 wants it, with our stable code.</summary>
internal sealed record ProblemBody(string Type, string Title, int Status, string? Detail, string Instance, string Code, string TraceId)
{
    /// <summary>The document of a problem.</summary>
    /// <param name="instance">Path of the request.</param>
    internal static ProblemBody Of(ApiProblem problem, string instance, string traceId) =>
        new($"urn:cloudapp:problem:{problem.Code}", problem.Title, problem.Status, problem.Detail, instance, problem.Code, traceId);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProblemBody))]
internal sealed partial class ProblemJson : JsonSerializerContext;
