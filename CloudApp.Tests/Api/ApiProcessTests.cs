using System.Globalization;
using System.Net;
using System.Text.Json;
using Shouldly;
using SkiaSharp;
using Xunit;

namespace CloudApp.Tests.Api;

/// <summary>The application as a process on a real MySQL: its memory and its log.</summary>
[Trait("Layer", "component")]
[Collection(MySqlServer.Collection)]
public sealed class ApiProcessTests(MySqlServer server, ITestOutputHelper output) : IAsyncLifetime
{
    private const int UploadsAtOnce = 50;
    private const long GrowthBytesMax = 150_000_000;
    private const int TriesMax = 10;
    private const int SampleMs = 20;
    private const int SettleMs = 3_000;
    private const int LogSeconds = 10;

    private MySqlForTests _mySql = null!;
    private S3Stub _store = null!;
    private ApiProcess _api = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _mySql = await MySqlForTests.CreateAsync(server.Admin);
        _store = await S3Stub.StartAsync();
        _api = await ApiProcess.StartAsync(_mySql.ConnectionString, _store.Address);
    }

    public async ValueTask DisposeAsync()
    {
        if (_api is not null) await _api.DisposeAsync();
        if (_store is not null) await _store.DisposeAsync();
        if (_mySql is not null) await _mySql.DisposeAsync();
    }

    [Fact]
    public async Task Fifty_uploads_of_ten_megabytes_at_once_need_little_memory()
    {
        var image = TenMegabytes();
        _store.Expected = image;
        // The first ones load and compile what idling does not need; their thumbnails start the worker.
        for (var i = 0; i < 3; i++) (await UploadAsync(image)).ShouldBe(HttpStatusCode.Created);
        await Task.Delay(TimeSpan.FromMilliseconds(SettleMs), TimeProvider.System, Cancellation);
        var idle = (Api: _api.ResidentBytes(), Worker: _api.ChildrensResidentBytes());

        using var done = new CancellationTokenSource();
        var peak = PeakAsync(done.Token);
        var started = TimeProvider.System.GetTimestamp();
        var answers = await Task.WhenAll(Enumerable.Range(0, UploadsAtOnce).Select(_ => UploadAsync(image)));
        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        await done.CancelAsync();

        var (api, worker) = await peak;
        Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{UploadsAtOnce} uploads of {image.Length / 1e6:0.0} MB at once in {seconds:0.0} s: application {idle.Api / 1e6:0} MB idle, at most {api / 1e6:0} MB (+{(api - idle.Api) / 1e6:0}); "
            + $"worker for thumbnails {idle.Worker / 1e6:0} MB, at most {worker / 1e6:0} MB"));
        answers.ShouldAllBe(status => status == HttpStatusCode.Created);
        (await _mySql.CountAsync("records")).ShouldBe(UploadsAtOnce + 3);
        // A try that was answered 503 may have left its object: that is the reconciler's.
        _store.Objects.Values.Count(bytes => ReferenceEquals(bytes, image)).ShouldBeGreaterThanOrEqualTo(UploadsAtOnce + 3, "every image arrived byte for byte");
        (api + worker - idle.Api - idle.Worker).ShouldBeLessThan(GrowthBytesMax);
    }

    [Fact]
    public async Task A_request_that_failed_is_logged_as_json_under_the_trace_that_its_answer_names()
    {
        const string trace = "0af7651916cd43dd8448eb211c80319c";
        using var upload = await _api.Http.PostAsync("/api/upload", Samples.Form(), Cancellation);
        using var json = await upload.JsonAsync();
        _store.Fault = HttpStatusCode.ServiceUnavailable;
        using var request = new HttpRequestMessage(HttpMethod.Get, json.RootElement.GetProperty("imageUrl").GetString());
        request.Headers.Add("traceparent", $"00-{trace}-b7ad6b7169203331-01");
        using var response = await _api.Http.SendAsync(request, Cancellation);

        using var problem = await response.JsonAsync();
        problem.RootElement.GetProperty("traceId").GetString().ShouldBe(trace);
        var line = await LineAsync("store-unavailable");
        using var entry = JsonDocument.Parse(line);
        entry.RootElement.GetProperty("LogLevel").GetString().ShouldBe("Warning");
        entry.RootElement.GetProperty("Scopes").EnumerateArray()
            .Any(scope => scope.TryGetProperty("TraceId", out var id) && id.GetString() is trace).ShouldBeTrue(line);
    }

    [Fact]
    public async Task Metrics_tell_of_requests_database_store_and_thumbnails()
    {
        using var upload = await _api.Http.PostAsync("/api/upload", Samples.Form(image: Pictures.Encode(SKEncodedImageFormat.Png, 40, 40)), Cancellation);
        using var json = await upload.JsonAsync();
        using var thumbnail = await _api.Http.GetAsync(json.RootElement.GetProperty("thumbnailUrl").GetString(), Cancellation);
        thumbnail.StatusCode.ShouldBe(HttpStatusCode.OK);

        var metrics = await _api.Http.GetStringAsync("/metrics", Cancellation);
        foreach (var name in new[]
        {
            "http_server_request_duration_seconds_bucket", "db_client_connections_usage", "cloudapp_uploads", "cloudapp_store_duration_seconds_bucket",
            "cloudapp_thumbnail_duration_seconds_count", "dotnet_gc_collections_total", "http_client_request_duration_seconds_count",
        }) metrics.ShouldContain(name);
    }

    private async Task<string> LineAsync(string text)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (_api.Log.FirstOrDefault(l => l.Contains(text, StringComparison.Ordinal)) is { } line) return line;
            TimeProvider.System.GetElapsedTime(started).TotalSeconds.ShouldBeLessThan(LogSeconds);
            await Task.Delay(TimeSpan.FromMilliseconds(SampleMs), TimeProvider.System, Cancellation);
        }
    }

    private async Task<(long Api, long Worker)> PeakAsync(CancellationToken stop)
    {
        var (api, worker) = (0L, 0L);
        while (!stop.IsCancellationRequested)
        {
            (api, worker) = (Math.Max(api, _api.ResidentBytes()), Math.Max(worker, _api.ChildrensResidentBytes()));
            await Task.Delay(TimeSpan.FromMilliseconds(SampleMs), TimeProvider.System, CancellationToken.None);
        }

        return (api, worker);
    }

    /// <summary>Uploads as a client does: a 503, which a busy machine may give here, is repeated with the same key.</summary>
    private async Task<HttpStatusCode> UploadAsync(byte[] image)
    {
        var key = $"{Guid.NewGuid():N}";
        for (var tries = 1; ; tries++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/upload") { Content = Samples.Form(image: image) };
            request.Headers.Add("Idempotency-Key", key);
            using var response = await _api.Http.SendAsync(request, Cancellation);
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable || tries == TriesMax) return response.StatusCode;
            await Task.Delay(response.Headers.RetryAfter!.Delta!.Value, TimeProvider.System, Cancellation);
        }
    }

    /// <summary>A photo of 12 megapixels with bytes of no meaning behind its end, so that it has the size of the limit.</summary>
    private static byte[] TenMegabytes()
    {
        var image = new byte[10_000_000];
        new Random(1).NextBytes(image);
        Pictures.Encode(SKEncodedImageFormat.Jpeg, 4_000, 3_000).CopyTo(image, 0);
        return image;
    }

    private void Say(string text)
    {
        output.WriteLine(text);
        TestContext.Current.SendDiagnosticMessage(text);
    }
}
