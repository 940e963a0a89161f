using System.Text.Json;
using CloudApp.Agent.Http;
using CloudApp.Agent.Settings;

namespace CloudApp.Agent.Routing;

/// <summary>Follows one agent by long polls, and says whenever something was heard.</summary>
internal sealed class AgentWatcher(AgentEndpoint agent, HttpClient client, TimeProvider time)
{
    /// <summary>How long an agent holds an unchanged answer back: also how often it proves that it lives.</summary>
    private const int WaitMs = 500;

    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(WaitMs + 700);
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly long _began = time.GetTimestamp();
    private AgentStatus? _status;
    private long _heard;

    public ObservedAgent Observe()
    {
        lock (_gate)
            return new ObservedAgent(agent.Site, _status, time.GetElapsedTime(_status is null ? _began : _heard));
    }

    public async Task RunAsync(Action changed, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var status = await AskAsync(cancellationToken);
            if (status is null)
            {
                await Task.Delay(Retry, time, cancellationToken);
                continue;
            }
            lock (_gate)
                (_status, _heard) = (status, time.GetTimestamp());
            changed();
        }
    }

    private async Task<AgentStatus?> AskAsync(CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(Limit);
        try
        {
            var watch = new Uri(agent.Url, $"/watch?version={_status?.Version ?? 0}&waitMs={WaitMs}");
            var status = await client.GetFromJsonAsync(watch, AgentJson.Default.AgentStatus, bound.Token);
            return string.Equals(status?.Site, agent.Site, StringComparison.Ordinal) ? status : null;
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or JsonException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }
}
