using System.Collections.Concurrent;
using CloudApp.Lab;

namespace CloudApp.Tests.Lab;

/// <summary>Sends a request at every tick, whether or not the earlier ones were answered. A client that waits for its
/// answers sends nothing during an outage and so does not see it; this one does. Each request is a new connection.</summary>
public sealed class OpenLoopProbe(NetworkNamespace client, Uri address, TimeProvider time)
{
    public const int DefaultIntervalMs = 20;

    /// <summary>How long after the last request answers are still waited for, in milliseconds.</summary>
    private const int PatienceAfterStopMs = 2000;

    private const string NodeHeader = "CloudApp-Node";

    private readonly ConcurrentBag<ProbeSample> _samples = [];

    /// <summary>Time between two requests, in milliseconds.</summary>
    public int IntervalMs { get; init; } = DefaultIntervalMs;

    /// <summary>After this many milliseconds a request counts as failed.</summary>
    public int TimeoutMs { get; init; } = 5000;

    /// <summary>What is asked at each tick; without it, a GET of the address.</summary>
    public Func<HttpClient, Uri, Task<HttpResponseMessage>> Ask { get; init; } = static (http, address) => http.GetAsync(address);

    /// <summary>Probes while <paramref name="work"/> runs, and for some time before and after it.</summary>
    /// <param name="leadMs">Milliseconds of undisturbed requests first.</param>
    /// <param name="trailMs">Milliseconds of requests after the work.</param>
    public async Task<ProbeReport> DuringAsync(
        int leadMs, Func<Task> work, int trailMs, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var start = time.GetTimestamp();
        var running = Task.Run(() => SendAsync(start, stop.Token), CancellationToken.None);
        await Task.Delay(TimeSpan.FromMilliseconds(leadMs), time, cancellationToken);
        var eventMs = time.GetElapsedTime(start).TotalMilliseconds;
        await work();
        await Task.Delay(TimeSpan.FromMilliseconds(trailMs), time, cancellationToken);
        await stop.CancelAsync();
        await running;
        return new ProbeReport([.. _samples.OrderBy(sample => sample.SentMs)], eventMs);
    }

    private async Task SendAsync(long start, CancellationToken stop)
    {
        // No pooling: a kept connection would hide or exaggerate what a new client sees.
        using var handler = client.CreateHandler(TimeoutMs);
        handler.PooledConnectionLifetime = TimeSpan.Zero;
        using var http = new HttpClient(handler) { Timeout = TimeSpan.FromMilliseconds(TimeoutMs) };
        var pending = new List<Task>();
        for (var tick = 0L; !stop.IsCancellationRequested; tick++)
        {
            var wait = (tick * IntervalMs) - time.GetElapsedTime(start).TotalMilliseconds;
            if (wait > 0)
            {
                try
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(wait), time, stop);
                }
                catch (OperationCanceledException)
                {
                    break;
                }
            }

            pending.Add(AskAsync(http, start));
        }

        // What was on a host that lost its power is never answered: it has failed, and nobody waits its whole time-out for it.
        var rest = Task.WhenAll(pending);
        await Task.WhenAny(rest, Task.Delay(TimeSpan.FromMilliseconds(PatienceAfterStopMs), time, CancellationToken.None));
        http.CancelPendingRequests();
        await rest;
    }

    private async Task AskAsync(HttpClient http, long start)
    {
        await Task.Yield();
        var sent = time.GetElapsedTime(start).TotalMilliseconds;
        var status = 0;
        string? node = null;
        string? error = null;
        try
        {
            using var answer = await Ask(http, address);
            status = (int)answer.StatusCode;
            node = answer.Headers.TryGetValues(NodeHeader, out var values) ? values.First() : null;
        }
        catch (Exception problem) when (problem is HttpRequestException or TaskCanceledException or IOException)
        {
            error = (problem.InnerException ?? problem).Message;
        }

        _samples.Add(new ProbeSample(sent, time.GetElapsedTime(start).TotalMilliseconds - sent, status, node, error));
    }
}
