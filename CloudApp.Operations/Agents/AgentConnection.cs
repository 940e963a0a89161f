using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace CloudApp.Operations.Agents;

/// <summary>The HTTP of one site's database agent. Every question is bounded.</summary>
public sealed class AgentConnection : IDisposable
{
    public const int DefaultTimeoutMs = 2000;

    // A switchover drains the replica first; the agent gives up by itself after 5 s.
    private const int CommandTimeoutMs = 20_000;

    private readonly HttpClient _http;
    private readonly Uri _address;
    private readonly string _token;
    private readonly int _timeoutMs;

    /// <summary>Prepares questions to one agent; nothing is sent yet.</summary>
    /// <param name="handler">Where connections start: this machine, or the client's place in a lab. It is disposed with this.</param>
    /// <param name="token">AGENT_TOKEN of the bundle's .env.</param>
    /// <param name="timeoutMs">Limit of one question, in milliseconds.</param>
    public AgentConnection(string site, Uri address, string token, SocketsHttpHandler handler, int timeoutMs = DefaultTimeoutMs)
    {
        Site = site;
        _address = address;
        _token = token;
        _timeoutMs = timeoutMs;
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public string Site { get; }

    /// <summary>The agent's words, or null when it does not answer.</summary>
    public async Task<AgentView?> LookAsync(CancellationToken cancellationToken)
    {
        using var limit = Limit(_timeoutMs, cancellationToken);
        try
        {
            return await _http.GetFromJsonAsync(new Uri(_address, "/status"), AgentClientJson.Default.AgentView, limit.Token);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or JsonException or UserException
            || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary>Asks the primary to hand its role to the other site.</summary>
    /// <exception cref="UserException">It refuses or does not answer; the message repeats its reason.</exception>
    public Task SwitchOverAsync(CancellationToken cancellationToken) => CommandAsync("switchover", query: "", cancellationToken);

    /// <summary>Makes this site primary without proof that it has every acknowledged write.</summary>
    /// <param name="lose">The other site, whose unreplicated writes are given up.</param>
    /// <exception cref="UserException">It refuses or does not answer; the message repeats its reason.</exception>
    public Task ForceAsync(string lose, CancellationToken cancellationToken) =>
        CommandAsync("failover", $"?lose={Uri.EscapeDataString(lose)}", cancellationToken);

    /// <summary>Asks the primary to close the pair for a restore.</summary>
    /// <param name="reason">Every status repeats it until the pair is open again.</param>
    /// <exception cref="UserException">It refuses or does not answer; the message repeats its reason.</exception>
    public Task CloseAsync(string reason, CancellationToken cancellationToken) =>
        CommandAsync("close", $"?reason={Uri.EscapeDataString(reason)}", cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task CommandAsync(string name, string query, CancellationToken cancellationToken)
    {
        using var limit = Limit(CommandTimeoutMs, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_address, $"/commands/{name}{query}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        try
        {
            using var answer = await _http.SendAsync(request, limit.Token);
            if (!answer.IsSuccessStatusCode)
                throw new UserException($"The database agent of {Site} refuses '{name}': {await ReasonAsync(answer, limit.Token)}");
        }
        catch (Exception error) when (error is HttpRequestException or IOException
            || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new UserException($"The database agent of {Site} ({_address}) does not answer '{name}': {error.Message} './cloudapp status' shows what is up.", error);
        }
    }

    private static async Task<string> ReasonAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var status = $"status {(int)answer.StatusCode}";
        try
        {
            var refusal = await answer.Content.ReadFromJsonAsync(AgentClientJson.Default.Refusal, cancellationToken);
            return refusal?.Detail ?? refusal?.Title ?? status;
        }
        catch (Exception error) when (error is JsonException or NotSupportedException or InvalidOperationException)
        {
            return answer.StatusCode == HttpStatusCode.Unauthorized ? "the token is not its own (AGENT_TOKEN of the bundle's .env)" : status;
        }
    }

    private static CancellationTokenSource Limit(int milliseconds, CancellationToken cancellationToken)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        source.CancelAfter(milliseconds);
        return source;
    }
}
