using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Api;

/// <summary>One request is one trace, from the client over the application to MySQL and the object store.</summary>
[Trait("Layer", "component")]
[Collection(MySqlServer.Collection)]
public sealed class TraceTests(MySqlServer server) : IAsyncLifetime
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string ClientSpan = "b7ad6b7169203331";
    private const int HealthySeconds = 20;
    private readonly Collector _collector = new();
    private MySqlForTests _mySql = null!;
    private ApiUnderTest _api = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _mySql = await MySqlForTests.CreateAsync(server.Admin);
        _api = await ApiUnderTest.StartAsync(_mySql.ConnectionString, configure: builder =>
        {
            // Traces are made only where a collector is named. Nobody listens there; this test reads what would be sent.
            builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1";
            builder.Services.ConfigureOpenTelemetryTracerProvider(traces => traces.AddProcessor(new SimpleActivityExportProcessor(_collector)));
        });
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(HealthySeconds));
        while (!(await _api.Http.GetAsync("/health", limit.Token)).IsSuccessStatusCode)
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_api is not null) await _api.DisposeAsync();
        if (_mySql is not null) await _mySql.DisposeAsync();
        _collector.Dispose();
    }

    [Fact]
    public async Task An_upload_is_one_trace_over_http_mysql_and_s3()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/upload") { Content = Samples.Form() };
        request.Headers.Add("traceparent", $"00-{Trace}-{ClientSpan}-01");
        request.Headers.Add("X-Request-ID", "from-the-load-balancer");
        using var response = await _api.Http.SendAsync(request, Cancellation);
        response.EnsureSuccessStatusCode();

        var (root, spans) = await _collector.TreeAsync(Trace, "/api/upload");
        root.Parent.ShouldBe(ClientSpan);
        root.Tags["http.request.header.x-request-id"].ShouldBe("from-the-load-balancer");
        spans.Any(s => s.Source is "MySqlConnector" && s.Tags.ContainsKey("db.system")).ShouldBeTrue();
        var put = spans.Single(s => s.Name is "s3 put");
        put.Tags["aws.s3.bucket"].ShouldBe("uploads");
        var http = spans.Single(s => s.Source is "System.Net.Http" && string.Equals(s.Parent, put.Id, StringComparison.Ordinal));
        // The store is told of the trace.
        _api.Own.TraceParents.ShouldContain($"00-{Trace}-{http.Id}-01", StringComparer.Ordinal);
        // A tree: every span hangs on another of the same trace, or on the client's.
        var ids = spans.Select(s => s.Id).Append(ClientSpan).ToHashSet(StringComparer.Ordinal);
        spans.ShouldAllBe(s => ids.Contains(s.Parent));
    }

    [Fact]
    public async Task Without_a_trace_of_the_client_the_application_begins_one_and_probes_make_none()
    {
        using var upload = await _api.Http.PostAsync("/api/upload", Samples.Form(), Cancellation);
        using var health = await _api.Http.GetAsync("/health", Cancellation);
        using var image = await _api.Http.GetAsync("/api/records/1/image", Cancellation);
        await image.Content.ReadAsByteArrayAsync(Cancellation);

        var trace = await _collector.TraceOfAsync("s3 get");
        var (root, spans) = await _collector.TreeAsync(trace, "/api/records/1/image");
        root.Parent.ShouldBe("0000000000000000");
        root.Tags["http.route"].ShouldBe("/api/records/{id}/image");
        spans.Any(s => s.Source is "MySqlConnector").ShouldBeTrue();
        _collector.All.Any(s => s.Source is "Microsoft.AspNetCore" && s.Tags.GetValueOrDefault("url.path") is "/health").ShouldBeFalse();
    }

    private sealed record Span(string Trace, string Id, string Parent, string Source, string Name, IReadOnlyDictionary<string, string?> Tags)
    {
        internal bool IsOf(string trace) => string.Equals(Trace, trace, StringComparison.Ordinal);

        internal bool IsNamed(string name) => string.Equals(Name, name, StringComparison.Ordinal);
    }

    private sealed class Collector : BaseExporter<Activity>
    {
        private const int WaitSeconds = 10;

        internal ConcurrentQueue<Span> All { get; } = new();

        public override ExportResult Export(in Batch<Activity> batch)
        {
            foreach (var activity in batch)
            {
                All.Enqueue(new Span(
                    activity.TraceId.ToHexString(), activity.SpanId.ToHexString(), activity.ParentSpanId.ToHexString(), activity.Source.Name, activity.DisplayName,
                    activity.TagObjects.ToDictionary(t => t.Key, t => t.Value?.ToString(), StringComparer.Ordinal)));
            }

            return ExportResult.Success;
        }

        /// <summary>The span of the request, which ends last, a moment after the answer, and all spans of its trace.</summary>
        internal async Task<(Span Root, IReadOnlyList<Span> All)> TreeAsync(string trace, string path)
        {
            bool IsRoot(Span s) => s.IsOf(trace) && s.Source is "Microsoft.AspNetCore" && string.Equals(s.Tags.GetValueOrDefault("url.path"), path, StringComparison.Ordinal);
            await UntilAsync(() => All.Any(IsRoot));
            return (All.Single(IsRoot), [.. All.Where(s => s.IsOf(trace))]);
        }

        internal async Task<string> TraceOfAsync(string name)
        {
            await UntilAsync(() => All.Any(s => s.IsNamed(name)));
            return All.First(s => s.IsNamed(name)).Trace;
        }

        private static async Task UntilAsync(Func<bool> holds)
        {
            var started = TimeProvider.System.GetTimestamp();
            while (!holds())
            {
                TimeProvider.System.GetElapsedTime(started).TotalSeconds.ShouldBeLessThan(WaitSeconds);
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
            }
        }
    }
}
