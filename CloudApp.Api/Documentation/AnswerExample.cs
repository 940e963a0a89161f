using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using CloudApp.Api.Problems;
using Microsoft.OpenApi;

namespace CloudApp.Api.Documentation;

/// <summary>An example of what an endpoint answers, written by the same code that writes the answers.</summary>
/// <param name="Write">Makes it anew each time: a node has one parent.</param>
internal sealed record AnswerExample(int Status, Func<JsonNode> Write)
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    /// <summary>An example of each problem, by its code.</summary>
    /// <param name="path">The endpoint's, as the document has it.</param>
    internal static Dictionary<string, IOpenApiExample> Of(IEnumerable<ApiProblem> problems, string path) => problems.ToDictionary(
        problem => problem.Code,
        IOpenApiExample (problem) => new OpenApiExample
        {
            Summary = problem.Title,
            Value = JsonSerializer.SerializeToNode(ProblemBody.Of(problem, path, TraceId), ProblemJson.Default.ProblemBody),
        },
        StringComparer.Ordinal);
}

internal static class AnswerExampleExtensions
{
    /// <summary>Documents an answer of the endpoint, with an example.</summary>
    internal static RouteHandlerBuilder Answers<T>(
        this RouteHandlerBuilder endpoint, T example, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) =>
        endpoint.Produces<T>(status)
            .WithMetadata(new AnswerExample(status, () => JsonSerializer.SerializeToNode(example, type)!));
}
