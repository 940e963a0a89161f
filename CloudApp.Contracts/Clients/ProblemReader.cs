using System.Net;
using System.Text.Json;
using CloudApp.Contracts.Json;

namespace CloudApp.Contracts.Clients;

/// <summary>Why a program refused, in its own words.</summary>
internal static class ProblemReader
{
    internal static async Task<string> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            if (JsonSerializer.Deserialize(text, ContractsJson.Default.ProblemDocument) is { } problem && (problem.Detail ?? problem.Title) is { Length: > 0 } reason)
                return reason;
        }
        catch (JsonException)
        {
            // A proxy or another program answers: the status is all that is known.
        }
        return answer.StatusCode == HttpStatusCode.Unauthorized
            ? "the token is not its own (AGENT_TOKEN of the bundle's .env)"
            : $"status {(int)answer.StatusCode}";
    }
}
