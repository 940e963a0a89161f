namespace CloudApp.Failover;

/// <summary>
/// The third vote. Implementations only carry messages: which requests are made, when, and what a reply is worth
/// is decided by the core. In particular the lease counts from <em>sending</em> the last successful
/// keep-alive, never from its reply.
/// </summary>
public interface IArbiter
{
    /// <summary>Sends one request. Never throws for an unreachable arbiter: the outcome is then Unknown.</summary>
    ValueTask<ArbiterReply> SendAsync(ArbiterRequest request, CancellationToken cancellationToken);

    /// <summary>Changes as they happen, a hint that saves time; the core also asks by itself.</summary>
    IAsyncEnumerable<ArbiterSnapshot> WatchAsync(CancellationToken cancellationToken);
}
