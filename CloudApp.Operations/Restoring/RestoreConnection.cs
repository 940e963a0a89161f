using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CloudApp.Operations.Agents;

namespace CloudApp.Operations.Restoring;

/// <summary>The part of one host's backup service that restores.</summary>
public sealed class RestoreConnection(string site, Uri address, string token, SocketsHttpHandler handler) : IDisposable
{
    // Reading a week of binary logs, or fetching them from elsewhere, takes its time.
    private const int PreviewTimeoutMs = 60 * 60 * 1000;
    private const int QuestionTimeoutMs = 10_000;

    private readonly HttpClient _http = new(handler) { Timeout = Timeout.InfiniteTimeSpan };

    public string Site { get; } = site;

    /// <summary>What the restore would do; changes nothing.</summary>
    /// <exception cref="UserException">It cannot be done; the message says why.</exception>
    public async Task<RestorePreviewView> PreviewAsync(RestoreOrder order, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Post, "/restore/preview", order, PreviewTimeoutMs, cancellationToken);
        return await answer.Content.ReadFromJsonAsync(RestoreViewJson.Default.RestorePreviewView, cancellationToken)
            ?? throw new UserException($"The backup service of {Site} answered with nothing.");
    }

    /// <summary>Begins it, on the closed host.</summary>
    /// <exception cref="UserException">It refuses; the message says why.</exception>
    public async Task StartAsync(RestoreOrder order, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Post, "/restore/start", order, QuestionTimeoutMs, cancellationToken);
    }

    /// <summary>Null while it does not answer.</summary>
    public async Task<RestoreProgressView?> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await SendAsync(HttpMethod.Get, "/restore", order: null, QuestionTimeoutMs, cancellationToken);
            return await answer.Content.ReadFromJsonAsync(RestoreViewJson.Default.RestoreProgressView, cancellationToken);
        }
        catch (Exception failure) when (failure is UserException or JsonException)
        {
            return null;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, RestoreOrder? order, int timeoutMs, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeoutMs);
        using var request = new HttpRequestMessage(method, new Uri(address, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (order is not null)
            request.Content = JsonContent.Create(order, RestoreViewJson.Default.RestoreOrder);
        try
        {
            var answer = await _http.SendAsync(request, limit.Token);
            if (answer.IsSuccessStatusCode)
                return answer;
            var text = await answer.Content.ReadAsStringAsync(limit.Token);
            var status = (int)answer.StatusCode;
            answer.Dispose();
            throw new UserException(ReasonOf(text) ?? $"The backup service of {Site} answers {path} with status {status}.");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new UserException($"The backup service of {Site} ({address}) does not answer: {failure.Message}", failure);
        }
    }

    private static string? ReasonOf(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, AgentClientJson.Default.Refusal)?.Detail;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
