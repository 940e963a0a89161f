using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace CloudApp.Tests.Lab.Storage;

/// <summary>Reads acknowledged images through both applications, all the time, and compares every byte.</summary>
internal sealed class ImageReaders(LabFixture lab, UploadClients uploads, TimeProvider time)
{
    private const int PauseMs = 50;
    private const int TimeoutMs = 10_000;

    private readonly ConcurrentQueue<string> _failures = [];
    private int _reads;
    private int _putOff;
    private double _slowestMs;

    public IReadOnlyCollection<string> Failures => _failures;

    public async Task DuringAsync(Func<Task> work)
    {
        using var over = new CancellationTokenSource();
        var readers = lab.Plan.Sites.Select(site => ReadAsync($"http://{site.App}:{lab.Plan.Ports.Api}", over.Token)).ToList();
        try
        {
            await work();
        }
        finally
        {
            await over.CancelAsync();
            await Task.WhenAll(readers);
        }
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{_reads} images read through both applications meanwhile, {_failures.Count} failed, {_putOff} put off by the database, the slowest took {_slowestMs / 1000:0.0} s");

    private async Task ReadAsync(string application, CancellationToken over)
    {
        await Task.Yield();
        using var handler = lab.Client.CreateHandler(TimeoutMs);
        using var http = new HttpClient(handler) { Timeout = TimeSpan.FromMilliseconds(TimeoutMs) };
        while (!over.IsCancellationRequested)
        {
            var all = uploads.Stored.ToArray();
            if (all.Length > 0) await ReadOneAsync(http, application, all[Random.Shared.Next(all.Length)]);
            await Task.Delay(TimeSpan.FromMilliseconds(PauseMs), time, CancellationToken.None);
        }
    }

    private async Task ReadOneAsync(HttpClient http, string application, StoredUpload upload)
    {
        Interlocked.Increment(ref _reads);
        var start = time.GetTimestamp();
        try
        {
            using var answer = await http.GetAsync(new Uri($"{application}/api/records/{upload.Id}/image"));
            var bytes = await answer.Content.ReadAsByteArrayAsync();
            // Whether a busy machine's database answers in time is the business of other tests.
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable && Encoding.UTF8.GetString(bytes).Contains("database-unavailable", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref _putOff);
                return;
            }

            answer.EnsureSuccessStatusCode();
            if (!string.Equals(Convert.ToHexStringLower(SHA256.HashData(bytes)), upload.Sha256, StringComparison.Ordinal))
                _failures.Enqueue($"{application}: record {upload.Id} has other bytes");
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException or IOException)
        {
            _failures.Enqueue($"{application}: record {upload.Id}: {error.Message}");
        }

        lock (_failures) _slowestMs = Math.Max(_slowestMs, time.GetElapsedTime(start).TotalMilliseconds);
    }
}
