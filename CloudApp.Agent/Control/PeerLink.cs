using CloudApp.Contracts.Clients;
using CloudApp.Failover;

namespace CloudApp.Agent.Control;

/// <summary>Sends reports to the other agent: one at a time, and only the latest. A lost one does no harm.</summary>
internal sealed class PeerLink(AgentClient peer)
{
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
        try
        {
            await peer.ReportAsync(ReportMapping.Write(report), CancellationToken.None);
        }
        catch (ServiceException)
        {
            // The peer is away: it counts as silent by itself.
        }
    }
}
