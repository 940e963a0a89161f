using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using CloudApp.Api.Formats;
using CloudApp.Api.Uploads;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Api;

/// <summary>
/// Requests as nobody writes them, straight on the socket: no answer may be a 5xx, the service goes on, holds no more memory
/// than before, and has stored only what it should. CLOUDAPP_FUZZ_SEED replays a run.
/// </summary>
[Trait("Layer", "pure")]
[Collection(Alone.Name)]
public sealed class FuzzTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string SeedVariable = "CLOUDAPP_FUZZ_SEED";
    private const int WarmUpRequests = 2_000;
    private const int Requests = 8_500;
    private const int ClientCount = 4;
    private const int AnswerTimeoutSeconds = 15;
    private const long GrowthBytesMax = 16_000_000;
    private const int OpenFilesMoreMax = 50;

    private readonly ConcurrentDictionary<int, int> _answers = new();
    private ApiUnderTest _api = null!;

    public async ValueTask InitializeAsync() => _api = await ApiUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task More_than_ten_thousand_generated_requests_get_no_5xx_and_leave_nothing_behind()
    {
        var seed = Environment.GetEnvironmentVariable(SeedVariable) is { Length: > 0 } given
            ? ulong.Parse(given, CultureInfo.InvariantCulture)
            : BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        Say($"{SeedVariable}={seed}");
        var started = TimeProvider.System.GetTimestamp();

        await SendAllAsync(seed, 0, WarmUpRequests);
        var (before, filesBefore) = (HeldBytes(), OpenFiles());
        await SendAllAsync(seed, WarmUpRequests, Requests);
        var (growth, files) = (HeldBytes() - before, OpenFiles() - filesBefore);

        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        Say(string.Create(CultureInfo.InvariantCulture, $"{WarmUpRequests + Requests} requests in {seconds:0.0} s: ")
            + string.Join(", ", _answers.OrderBy(a => a.Key).Select(a => $"{a.Value} × {(a.Key == 0 ? "closed" : a.Key)}"))
            + string.Create(CultureInfo.InvariantCulture, $"; {_api.Memory!.Count} records left, memory {growth / 1e6:+0.0;-0.0} MB, open files {files:+0;-0;0}"));
        ShouldHaveTriedEverything();
        growth.ShouldBeLessThan(GrowthBytesMax, "bytes held after a collection");
        files.ShouldBeLessThan(OpenFilesMoreMax, "files and sockets");
        ShouldHaveStoredOnlyWhatItShould();
        using var health = await _api.Http.GetAsync("/health", TestContext.Current.CancellationToken);
        health.IsSuccessStatusCode.ShouldBeTrue();
    }

    private Task SendAllAsync(ulong seed, int first, int count) => Parallel.ForEachAsync(
        Enumerable.Range(first, count),
        new ParallelOptions { MaxDegreeOfParallelism = ClientCount, CancellationToken = TestContext.Current.CancellationToken },
        async (number, _) =>
        {
            var request = FuzzRequests.Create(seed, (uint)number);
            var status = await SendAsync(request);
            _answers.AddOrUpdate(status, 1, static (_, times) => times + 1);
            status.ShouldBeLessThan(500, $"{SeedVariable}={seed}, request {number}: {Encoding.Latin1.GetString(request.Bytes)}");
        });

    private void ShouldHaveTriedEverything()
    {
        foreach (var status in new[] { 200, 201, 204, 206, 304, 400, 404, 405, 409, 412, 413, 415, 416 })
            _answers.GetValueOrDefault(status).ShouldBeGreaterThan(0, $"some requests must be answered {status}, or the rest proves little");
        _answers.GetValueOrDefault(0).ShouldBeLessThan((WarmUpRequests + Requests) / 10, "nearly every request must get an answer");
    }

    private void ShouldHaveStoredOnlyWhatItShould()
    {
        var records = _api.Memory!.All;
        records.Count.ShouldBeGreaterThan(0);
        foreach (var record in records)
        {
            RecordName.Parse(record.Name).ShouldBe(record.Name);
            var image = _api.Own.Objects[$"uploads/{record.ObjectKey}"];
            (image.Length, Convert.ToHexStringLower(SHA256.HashData(image))).ShouldBe(((int)record.SizeBytes, record.Sha256));
            ImageType.Detect(image.AsSpan(0, Math.Min(image.Length, ImageType.HeadBytes)))!.ContentType.ShouldBe(record.ContentType);
        }

        var images = records.Select(r => $"uploads/{r.ObjectKey}").ToHashSet(StringComparer.Ordinal);
        var thumbnails = images.Select(key => key.Replace("/images/", "/thumbnails/", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        _api.Own.Objects.Keys.Where(key => !images.Contains(key) && !thumbnails.Contains(key)).ShouldBeEmpty();
        _api.Own.Objects.Keys.Count(thumbnails.Contains).ShouldBeGreaterThan(0);
        _api.Peer.Objects.ShouldBeEmpty();
        Directory.GetFiles(_api.SpoolDirectory).ShouldBeEmpty();
    }

    // Without what the stubs were given to keep.
    private long HeldBytes() => GC.GetTotalMemory(forceFullCollection: true) - _api.Own.Objects.Values.Sum(bytes => bytes.LongLength);

    private static int OpenFiles() => Directory.GetFileSystemEntries("/proc/self/fd").Length;

    private void Say(string text)
    {
        output.WriteLine(text);
        TestContext.Current.SendDiagnosticMessage(text);
    }

    /// <summary>The status of the answer; 0 when the server closed the connection without one, which is its right for no HTTP at all.</summary>
    private async Task<int> SendAsync(WireRequest request)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(AnswerTimeoutSeconds));
        using var client = new TcpClient();
        await client.ConnectAsync(_api.Address.Host, _api.Address.Port, limit.Token);
        await using var stream = client.GetStream();
        var answer = new byte[16];
        int length;
        try
        {
            await stream.WriteAsync(request.Bytes, limit.Token);
            // Kestrel takes the end of the client's sending for a client that left, so only a body cut off ends like this.
            if (request.IsCutOff) client.Client.Shutdown(SocketShutdown.Send);
            length = await stream.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false, limit.Token);
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            // Closed by the server while we still wrote; how often that may happen is checked at the end.
            return 0;
        }

        if (length == 0) return 0;
        var line = Encoding.ASCII.GetString(answer, 0, length);
        line.ShouldStartWith("HTTP/1.1 ");
        return int.Parse(line.AsSpan(9, 3));
    }
}

/// <summary>Tests that measure the process they run in, and so run when nothing else does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
