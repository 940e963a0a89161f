using System.Collections.Concurrent;
using System.Globalization;

namespace CloudApp.Tests.Lab.Storage;

/// <summary>Eight clients that upload through the VIP, one image after another, while something happens.</summary>
internal sealed class UploadClients(LabFixture lab, TimeProvider time)
{
    private const int Clients = 8;
    private const int PauseMs = 20;

    // Enough is stored: only the event is waited for.
    private const int SlowPauseMs = 300;
    private const int RepeatAfterMs = 200;
    private const int AttemptTimeoutMs = 8_000;
    private const int PatienceMs = 90_000;
    private const int PollMs = 20;

    private readonly ConcurrentQueue<StoredUpload> _stored = [];
    private readonly ConcurrentQueue<string> _givenUp = [];
    private int _begun;
    private int _repeated;
    private double _slowestMs;

    /// <summary>Begins every key of these clients.</summary>
    public string Prefix { get; } = $"s{Guid.NewGuid():N}"[..12];

    public IReadOnlyCollection<StoredUpload> Stored => _stored;

    /// <summary>Keys that were never acknowledged, however often they were repeated.</summary>
    public IReadOnlyCollection<string> GivenUp => _givenUp;

    /// <summary>Uploads until so many were begun and the event is over.</summary>
    /// <param name="count">Uploads at least.</param>
    /// <param name="eventAt">So many acknowledged, and the event begins.</param>
    public async Task RunAsync(int count, int eventAt, Func<Task> theEvent)
    {
        using var over = new CancellationTokenSource();
        var clients = Enumerable.Range(0, Clients).Select(_ => WorkAsync(count, over.Token)).ToList();
        try
        {
            while (_stored.Count < eventAt) await Task.Delay(TimeSpan.FromMilliseconds(PollMs), time, CancellationToken.None);
            await theEvent();
        }
        finally
        {
            await over.CancelAsync();
            await Task.WhenAll(clients);
        }
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{_begun} uploads by {Clients} clients: {_stored.Count} acknowledged, {_givenUp.Count} never; {_repeated} attempts were repeated, the slowest upload took {_slowestMs / 1000:0.0} s");

    private async Task WorkAsync(int count, CancellationToken over)
    {
        await Task.Yield();
        using var handler = lab.Client.CreateHandler(AttemptTimeoutMs);
        using var http = new HttpClient(handler) { Timeout = TimeSpan.FromMilliseconds(AttemptTimeoutMs) };
        while (true)
        {
            var number = Interlocked.Increment(ref _begun);
            if (number > count && over.IsCancellationRequested)
            {
                Interlocked.Decrement(ref _begun);
                return;
            }

            await UploadAsync(http, $"{Prefix}-{number}");
            await Task.Delay(TimeSpan.FromMilliseconds(number > count ? SlowPauseMs : PauseMs), time, CancellationToken.None);
        }
    }

    private async Task UploadAsync(HttpClient http, string key)
    {
        var upload = new PendingUpload(key);
        var start = time.GetTimestamp();
        while (time.GetElapsedTime(start).TotalMilliseconds < PatienceMs)
        {
            if (await upload.TryAsync(http, lab.Vip("/api/upload")) is { } stored)
            {
                _stored.Enqueue(stored);
                lock (_stored) _slowestMs = Math.Max(_slowestMs, time.GetElapsedTime(start).TotalMilliseconds);
                return;
            }

            Interlocked.Increment(ref _repeated);
            await Task.Delay(TimeSpan.FromMilliseconds(RepeatAfterMs), time, CancellationToken.None);
        }

        _givenUp.Enqueue(key);
    }
}
