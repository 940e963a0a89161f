using System.Diagnostics;
using System.Text.Json;
using CloudApp.Api.Json;

namespace CloudApp.Api.Problems;

/// <summary>A problem document as RFC 9457 wants it, with our stable code.</summary>
internal sealed record ProblemBody(string Type, string Title, int Status, string? Detail, string Instance, string Code, string TraceId);

internal static class ProblemWriter
{
    internal const string MediaType = "application/problem+json";
    private const string ContentType = $"{MediaType}; charset=utf-8";
    private const string RetryAfterSeconds = "1";

    internal static async Task WriteAsync(HttpContext context, ApiProblem problem)
    {
        var response = context.Response;
        response.StatusCode = problem.Status;
        response.ContentType = ContentType;
        response.ContentLength = null;
        response.Headers.CacheControl = "no-store";
        response.Headers.ETag = default;
        response.Headers.LastModified = default;
        response.Headers.ContentDisposition = default;
        if (problem.Status == StatusCodes.Status503ServiceUnavailable) response.Headers.RetryAfter = RetryAfterSeconds;
        if (HttpMethods.IsHead(context.Request.Method)) return;
        var body = Describe(problem, context);
        await JsonSerializer.SerializeAsync(response.Body, body, ApiJson.Default.ProblemBody, context.RequestAborted);
    }

    internal static string TypeOf(ApiProblem problem) => $"urn:cloudapp:problem:{problem.Code}";

    private static ProblemBody Describe(ApiProblem problem, HttpContext context) => new(
        TypeOf(problem),
        problem.Title,
        problem.Status,
        problem.Detail,
        context.Request.Path.ToUriComponent(),
        problem.Code,
        Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier);
}
