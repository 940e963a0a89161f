using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CloudApp.Operations.Agents;

namespace CloudApp.Operations.Backups;

/// <summary>The HTTP of one host's backup service. Every question is bounded.</summary>
public sealed class BackupConnection : IDisposable
{
    private const int PollMs = 500;

    /// <summary>A host that restores a backup may be slow to answer.</summary>
    private const int SilenceSeconds = 60;

    private readonly HttpClient _http;
    private readonly Uri _address;
    private readonly string _token;
    private readonly TimeProvider _time;

    /// <summary>Prepares questions to one service; nothing is sent yet.</summary>
    /// <param name="handler">Where connections start: this machine, or the client's place in a lab. It is disposed with this.</param>
    /// <param name="token">AGENT_TOKEN of the bundle's .env.</param>
    public BackupConnection(string site, Uri address, string token, SocketsHttpHandler handler, TimeProvider time)
    {
        Site = site;
        _address = address;
        _token = token;
        _time = time;
        _http = new HttpClient(handler) { Timeout = TimeSpan.FromMilliseconds(AgentConnection.DefaultTimeoutMs) };
    }

    public string Site { get; }

    /// <summary>The service's words.</summary>
    /// <exception cref="UserException">It does not answer.</exception>
    public Task<BackupStatusView> LookAsync(CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Get, "/status", BackupClientJson.Default.BackupStatusView, cancellationToken);

    /// <summary>Every backup of this host, the oldest first.</summary>
    /// <exception cref="UserException">It refuses or does not answer.</exception>
    public async Task<IReadOnlyList<BackupEntry>> ListAsync(CancellationToken cancellationToken) =>
        await AskAsync(HttpMethod.Get, "/backups", BackupClientJson.Default.BackupEntryArray, cancellationToken);

    /// <summary>Begins a backup.</summary>
    /// <exception cref="UserException">It refuses or does not answer.</exception>
    public Task<BackupRunView> MakeAsync(CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Post, "/backups", BackupClientJson.Default.BackupRunView, cancellationToken);

    /// <summary>Begins to restore a backup into a scratch server.</summary>
    /// <exception cref="UserException">It refuses or does not answer.</exception>
    public Task<BackupRunView> VerifyAsync(string name, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Post, $"/backups/{Uri.EscapeDataString(name)}/verify", BackupClientJson.Default.BackupRunView, cancellationToken);

    /// <summary>Waits until a run has ended; says each new phase.</summary>
    /// <exception cref="UserException">It failed, or the service went away; the message says why.</exception>
    public async Task WaitAsync(BackupRunView begun, Action<string> say, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(begun);
        ArgumentNullException.ThrowIfNull(say);
        var phase = "";
        while (true)
        {
            var run = (await LookPatientlyAsync(cancellationToken)).Run;
            if (run is null || run.BeganAt != begun.BeganAt)
                throw new UserException($"The backup service of {Site} does not know {begun.Name} any more: it was started again meanwhile, or another run followed. './cloudapp backup list' shows what is there.");
            if (run.EndedAt is not null)
            {
                if (run.Problem.Length > 0)
                    throw new UserException($"{Site}: {run.Problem}");
                return;
            }
            if (!string.Equals(phase, run.Phase, StringComparison.Ordinal))
                say($"{Site}: {phase = run.Phase}");
            await Task.Delay(TimeSpan.FromMilliseconds(PollMs), _time, cancellationToken);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<BackupStatusView> LookPatientlyAsync(CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        while (true)
        {
            try
            {
                return await LookAsync(cancellationToken);
            }
            catch (UserException) when (_time.GetElapsedTime(began).TotalSeconds < SilenceSeconds)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(PollMs), _time, cancellationToken);
            }
        }
    }

    private async Task<T> AskAsync<T>(HttpMethod method, string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(_address, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        try
        {
            using var answer = await _http.SendAsync(request, cancellationToken);
            if (!answer.IsSuccessStatusCode)
                throw new UserException($"The backup service of {Site} refuses: {await ReasonAsync(answer, cancellationToken)}");
            return await answer.Content.ReadFromJsonAsync(type, cancellationToken) ?? throw new JsonException("an empty answer");
        }
        catch (Exception error) when (error is HttpRequestException or IOException or JsonException
            || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new UserException($"The backup service of {Site} ({_address}) does not answer: {error.Message} './cloudapp status' shows what is up.", error);
        }
    }

    private static async Task<string> ReasonAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            var refusal = await answer.Content.ReadFromJsonAsync(BackupClientJson.Default.Refusal, cancellationToken);
            return refusal?.Detail ?? refusal?.Title ?? $"status {(int)answer.StatusCode}";
        }
        catch (Exception error) when (error is JsonException or NotSupportedException or InvalidOperationException)
        {
            return $"status {(int)answer.StatusCode}";
        }
    }
}
