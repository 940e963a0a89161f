using CloudApp.Contracts.Agents;
using CloudApp.Contracts.Clients;

namespace CloudApp.Agent.Routing;

/// <summary>Follows one agent by long polls, and says whenever something was heard.</summary>
internal sealed class AgentWatcher(AgentClient agent, TimeProvider time) : IDisposable
{
    /// <summary>How long an agent holds an unchanged answer back: also how often it proves that it lives.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(500);

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
            var status = await agent.TryWatchAsync(_status?.Version ?? 0, Wait, cancellationToken);
            // Another agent at this address says nothing about this one.
            if (!string.Equals(status?.Site, agent.Site, StringComparison.Ordinal))
            {
                await Task.Delay(Retry, time, cancellationToken);
                continue;
            }
            lock (_gate)
                (_status, _heard) = (status, time.GetTimestamp());
            changed();
        }
    }

    public void Dispose() => agent.Dispose();
}
