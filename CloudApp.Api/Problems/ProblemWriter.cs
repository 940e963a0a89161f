using System.Diagnostics;
using System.Text.Json;

namespace CloudApp.Api.Problems;

/// <summary>Answers a request with a problem document.</summary>
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
        var body = ProblemBody.Of(
            problem, context.Request.Path.ToUriComponent(), Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier);
        await JsonSerializer.SerializeAsync(response.Body, body, ProblemJson.Default.ProblemBody, context.RequestAborted);
    }
}
