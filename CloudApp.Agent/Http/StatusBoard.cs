using CloudApp.Contracts.Agents;

namespace CloudApp.Agent.Http;

/// <summary>The latest status, and a wait for the next one that matters to routers.</summary>
internal sealed class StatusBoard(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly string _instance = Guid.NewGuid().ToString("N");
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AgentStatus _current = new("");

    public AgentStatus Current
    {
        get
        {
            lock (_gate)
                return _current;
        }
    }

    public void Publish(AgentStatus status)
    {
        lock (_gate)
        {
            var changed = RoutingPart(status) != RoutingPart(_current) || _current.Version == 0;
            _current = status with { Instance = _instance, Version = changed ? _current.Version + 1 : _current.Version };
            if (!changed)
                return;
            _changed.SetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>The status as soon as its version differs, or the unchanged one after the limit.</summary>
    public async Task<AgentStatus> WaitAsync(long version, TimeSpan limit, CancellationToken cancellationToken)
    {
        Task changed;
        lock (_gate)
        {
            if (_current.Version != version)
                return _current;
            changed = _changed.Task;
        }
        try
        {
            await changed.WaitAsync(limit, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Unchanged is an answer too.
        }
        return Current;
    }

    private static (string Role, long Epoch, bool Primary, bool Replica, bool Readable, string Address, int Port) RoutingPart(AgentStatus status) =>
        (status.Role, status.Epoch, status.IsPrimary, status.IsReplica, status.IsReadable, status.Address, status.MySqlPort);
}
