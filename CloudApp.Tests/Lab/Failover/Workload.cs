using System.Runtime.ExceptionServices;

namespace CloudApp.Tests.Lab.Failover;

/// <summary>What the clients saw.</summary>
internal sealed record WorkloadReport(ProbeReport Writes, ProbeReport Reads);

/// <summary>Writers that repeat, and two open-loop probes, all at the client through the VIP.</summary>
internal sealed class Workload(LabFixture lab, Ledger ledger, TimeProvider time)
{
    private const int IntervalMs = 50;

    // The application retries for 10 s inside a request.
    private const int TimeoutMs = 12_000;

    private const int LeadMs = 500;
    private const int TrailMs = 500;

    /// <summary>Keeps the clients at work before, during and after it.</summary>
    public async Task<WorkloadReport> DuringAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        var reads = new OpenLoopProbe(lab.Client, lab.Vip("/api/latest"), time) { IntervalMs = IntervalMs, TimeoutMs = TimeoutMs };
        var writes = new OpenLoopProbe(lab.Client, lab.Vip("/api/upload"), time)
        {
            IntervalMs = IntervalMs,
            TimeoutMs = TimeoutMs,
            Ask = WriteAsync,
        };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var writers = new Writers(lab, ledger, time).RunAsync(stop.Token);
        ExceptionDispatchInfo? failure = null;
        ProbeReport? written = null;
        // The probes end with the work, so that a failure of it must not leave them running.
        var read = await reads.DuringAsync(0, async () => written = await writes.DuringAsync(LeadMs, GuardedAsync, TrailMs, cancellationToken), 0, cancellationToken);
        await stop.CancelAsync();
        await writers;
        failure?.Throw();
        return new WorkloadReport(written!, read);

        async Task GuardedAsync()
        {
            try
            {
                await work();
            }
            catch (Exception error)
            {
                failure = ExceptionDispatchInfo.Capture(error);
            }
        }
    }

    private async Task<HttpResponseMessage> WriteAsync(HttpClient http, Uri address)
    {
        var upload = KeyedUpload.Next();
        var answer = await upload.SendAsync(http, address, CancellationToken.None);
        if (await KeyedUpload.AcknowledgedIdAsync(answer, CancellationToken.None) is { } id)
            ledger.Acknowledge(upload.Key, id);
        return answer;
    }
}
