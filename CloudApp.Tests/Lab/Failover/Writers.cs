using System.Text.Json;

namespace CloudApp.Tests.Lab.Failover;

/// <summary>Clients that upload one image after another, and repeat each with the same key until it is acknowledged.</summary>
internal sealed class Writers(LabFixture lab, Ledger ledger, TimeProvider time)
{
    private const int Count = 4;
    private const int PauseMs = 300;
    private const int RetryPauseMs = 100;

    // Less than the application's own patience: the repetition meets the first attempt still at work.
    private const int AttemptTimeoutMs = 4000;

    private const int PatienceAfterStopMs = 30_000;

    /// <summary>Runs until told to stop; then each ends the upload it is at.</summary>
    public Task RunAsync(CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, Count).Select(_ => WriteAsync(stop)));

    private async Task WriteAsync(CancellationToken stop)
    {
        await Task.Yield();
        using var handler = lab.Client.CreateHandler(AttemptTimeoutMs);
        using var http = new HttpClient(handler) { Timeout = TimeSpan.FromMilliseconds(AttemptTimeoutMs) };
        while (!stop.IsCancellationRequested)
        {
            await WriteOneAsync(http, KeyedUpload.Next(), stop);
            await Task.Delay(TimeSpan.FromMilliseconds(PauseMs), time, CancellationToken.None);
        }
    }

    private async Task WriteOneAsync(HttpClient http, KeyedUpload upload, CancellationToken stop)
    {
        long? stopped = null;
        while (stopped is null || time.GetElapsedTime(stopped.Value).TotalMilliseconds < PatienceAfterStopMs)
        {
            if (stop.IsCancellationRequested)
                stopped ??= time.GetTimestamp();
            try
            {
                using var answer = await upload.SendAsync(http, lab.Vip("/api/upload"), CancellationToken.None);
                if (await KeyedUpload.AcknowledgedIdAsync(answer, CancellationToken.None) is { } id)
                {
                    ledger.Acknowledge(upload.Key, id);
                    return;
                }
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException or IOException or JsonException)
            {
                // The outcome is unknown: that is what the key is for.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(RetryPauseMs), time, CancellationToken.None);
        }

        ledger.GiveUp(upload.Key);
    }
}
