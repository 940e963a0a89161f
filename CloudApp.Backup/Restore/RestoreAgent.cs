using System.Net.Http.Headers;
using CloudApp.Backup.BinaryLogs;
using CloudApp.Backup.Settings;

namespace CloudApp.Backup.Restore;

/// <summary>This host's agent: it empties the server, and opens the pair when that is full again.</summary>
internal sealed class RestoreAgent(HttpClient client, BackupSettings settings, PrimaryWatch watch)
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    internal async Task<AgentAnswer> LookAsync(CancellationToken cancellationToken) =>
        await watch.LookAsync(settings.MySqlAddress, cancellationToken) ?? throw new RestoreException($"The database agent of {settings.Site} does not answer.");

    internal async Task<AgentRestoreAccess> BeginAsync(CancellationToken cancellationToken)
    {
        using var answer = await PostAsync("/restore/begin", cancellationToken);
        return await answer.Content.ReadFromJsonAsync(RestoreJson.Default.AgentRestoreAccess, cancellationToken)
            ?? throw new RestoreException($"The database agent of {settings.Site} answered with nothing.");
    }

    internal async Task CompleteAsync(CancellationToken cancellationToken)
    {
        using var answer = await PostAsync("/restore/complete", cancellationToken);
    }

    private async Task<HttpResponseMessage> PostAsync(string path, CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(AnswerLimit);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"http://{settings.MySqlAddress}:{settings.AgentPort}{path}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", settings.Secrets.AgentToken);
        try
        {
            var answer = await client.SendAsync(request, bound.Token);
            if (answer.IsSuccessStatusCode)
                return answer;
            var why = await answer.Content.ReadAsStringAsync(bound.Token);
            answer.Dispose();
            throw new RestoreException($"The database agent of {settings.Site} refuses {path}: {why}");
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new RestoreException($"The database agent of {settings.Site} does not answer {path}: {failure.Message}", failure);
        }
    }
}
