using System.Diagnostics;

namespace CloudApp.Api.Operation;

/// <summary>Asks all ways at once, and answers as soon as the verdict is clear.</summary>
internal sealed class HealthCheck(IReadOnlyList<IHealthProbe> probes, string site, string node, TimeProvider time)
{
    internal async Task<HealthReport> RunAsync()
    {
        var started = time.GetTimestamp();
        // Belongs to no caller: many share one report.
        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(HealthLimits.TotalMs), time);
        var ways = new ProbeResult[probes.Count];
        for (var i = 0; i < probes.Count; i++) ways[i] = new ProbeResult(probes[i].Name, ProbeResult.Pending);
        var running = probes.Select((probe, i) => AskAsync(probe, i, ways, started, deadline.Token)).ToList();
        await WaitForVerdictAsync(running, ways, deadline.Token);
        var report = Report(ways, time.GetElapsedTime(started));
        // What still runs is of no use to anybody; a hung connection must not pile up.
        await deadline.CancelAsync();
        return report;
    }

    private async Task WaitForVerdictAsync(List<Task> running, ProbeResult[] ways, CancellationToken cancellationToken)
    {
        var pending = running.ToList();
        while (pending.Count > 0 && !IsClear(ways))
        {
            var done = await Task.WhenAny([.. pending, CancelledAsync(cancellationToken)]);
            if (!pending.Remove(done)) return;
        }

        if (pending.Count > 0)
            await Task.WhenAny(Task.WhenAll(pending), Task.Delay(TimeSpan.FromMilliseconds(HealthLimits.DetailGraceMs), time, cancellationToken));
    }

    // A primary answers reads as well.
    private bool IsClear(ProbeResult[] ways) =>
        (IsReached(ways, ProbeKind.Reads) || IsReached(ways, ProbeKind.Writes)) && IsReached(ways, ProbeKind.Objects) && IsReached(ways, ProbeKind.Spool);

    private bool IsReached(ProbeResult[] ways, ProbeKind kind) =>
        probes.Index().Any(p => p.Item.Kind == kind && Volatile.Read(ref ways[p.Index]).IsOk);

    private async Task AskAsync(IHealthProbe probe, int index, ProbeResult[] ways, long started, CancellationToken cancellationToken)
    {
        ProbeResult way;
        try
        {
            var answer = await probe.AskAsync(cancellationToken).WaitAsync(cancellationToken);
            way = new ProbeResult(
                probe.Name, answer.IsEnough ? ProbeResult.Ok : ProbeResult.Failed,
                Math.Round(time.GetElapsedTime(started).TotalMilliseconds, 1), answer.Server, answer.Role);
        }
        catch (Exception error) when (error is not UnreachableException)
        {
            if (cancellationToken.IsCancellationRequested) return;
            way = new ProbeResult(probe.Name, ProbeResult.Failed, Math.Round(time.GetElapsedTime(started).TotalMilliseconds, 1));
        }

        Volatile.Write(ref ways[index], way);
    }

    private HealthReport Report(ProbeResult[] ways, TimeSpan elapsed)
    {
        // The primary is not needed for the verdict: while it fails over, this node still serves reads and lets writes wait.
        var reads = Part(ways, isNeeded: true, ProbeKind.Reads, ProbeKind.Writes);
        var writes = Part(ways, isNeeded: false, ProbeKind.Writes);
        var objects = Part(ways, isNeeded: true, ProbeKind.Objects);
        var spool = Part(ways, isNeeded: true, ProbeKind.Spool);
        return new HealthReport(
            reads.Reached && objects.Reached && spool.Reached ? HealthReport.Healthy : HealthReport.Unhealthy,
            site, node, Math.Round(elapsed.TotalMilliseconds, 1), reads with { Ways = Part(ways, true, ProbeKind.Reads).Ways }, writes, objects, spool);
    }

    private HealthPart Part(ProbeResult[] ways, bool isNeeded, params ProbeKind[] kinds)
    {
        ProbeResult[] own = [.. probes.Index().Where(p => kinds.Contains(p.Item.Kind)).Select(p => Volatile.Read(ref ways[p.Index]))];
        return new HealthPart(own.Any(w => w.IsOk), isNeeded, own);
    }

    private static Task CancelledAsync(CancellationToken cancellationToken)
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cancellationToken.Register(source.SetResult);
        return source.Task;
    }
}
