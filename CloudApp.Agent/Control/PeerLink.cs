using System.Net.Http.Headers;
using CloudApp.Agent.Settings;
using CloudApp.Failover;

namespace CloudApp.Agent.Control;

/// <summary>Sends reports to the other agent: one at a time, and only the latest. A lost one does no harm.</summary>
internal sealed class PeerLink(HttpClient client, AgentSettings settings)
{
    public const string Path = "/peer/report";

    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(500);

    private readonly Uri _target = new($"http://{settings.PeerAddress}:{settings.AgentPort}{Path}");
    private AgentReport? _next;
    private int _busy;

    public void Send(AgentReport report)
    {
        Volatile.Write(ref _next, report);
        if (Interlocked.Exchange(ref _busy, 1) == 0)
            _ = SendAllAsync();
    }

    private async Task SendAllAsync()
    {
        try
        {
            while (Interlocked.Exchange(ref _next, null) is { } report)
                await SendOneAsync(report);
        }
        finally
        {
            Volatile.Write(ref _busy, 0);
        }
    }

    private async Task SendOneAsync(AgentReport report)
    {
        using var bound = new CancellationTokenSource(Limit);
        using var request = new HttpRequestMessage(HttpMethod.Post, _target)
        {
            Content = JsonContent.Create(ReportText.From(report), ReportJson.Default.ReportText),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", settings.Secrets.AgentToken);
        try
        {
            using var answer = await client.SendAsync(request, bound.Token);
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            // The peer is away: it counts as silent by itself.
        }
    }
}
