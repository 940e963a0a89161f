using System.Text.Json;
using CloudApp.Agent.Http;
using CloudApp.Agent.Settings;

namespace CloudApp.Agent.Control;

/// <summary>Asks the other agent for its status.</summary>
public sealed class PeerClient(HttpClient client, AgentSettings settings)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(800);

    private readonly Uri _status = new($"http://{settings.PeerAddress}:{settings.AgentPort}/status");

    /// <summary>Null when it does not answer within the limit.</summary>
    public async Task<AgentStatus?> GetAsync(CancellationToken cancellation)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(Limit);
        try
        {
            var status = await client.GetFromJsonAsync(_status, AgentJson.Default.AgentStatus, bound.Token);
            return string.Equals(status?.Site, settings.PeerSite, StringComparison.Ordinal) ? status : null;
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or JsonException)
        {
            cancellation.ThrowIfCancellationRequested();
            return null;
        }
    }
}
