using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Infra;

/// <summary>The load balancer in front of two tiny applications, on loopback addresses of its own.</summary>
[Trait("Layer", "component")]
public sealed class HaproxyTests : IAsyncLifetime
{
    private const string LoadBalancer = "127.0.41.12";
    private const string Vip = "127.0.41.10";
    private const int AppPort = 18010;
    private const int HttpPort = 18011;
    private const int StatsPort = 18012;
    private const int RequestCount = 400;

    private const string Name = "haproxy-selftest";
    private static readonly IReadOnlyList<string> Addresses = ["127.0.41.13", "127.0.41.16"];

    // No trace of its own: another test of this process may have tracing on.
    private readonly HttpClient _client = new(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = new Uri($"http://{Vip}:{HttpPort}/") };
    private readonly List<WebApplication> _apps = [];
    private CloudApp.Operations.Engine.DockerEngine? _engine;
    private volatile bool _isSick;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        foreach (var address in Addresses)
            _apps.Add(await StartAppAsync(address));
        _engine = await Builder.StartAsync();
        var image = await Builder.ImageAsync(_engine, "haproxy");
        var settings = HaproxySettings.Create(LoadBalancer, Vip);
        settings["HTTP_PORT"] = $"{HttpPort}";
        settings["HTTPS_PORT"] = "18013";
        settings["STATS_PORT"] = $"{StatsPort}";
        settings["S3_PORT"] = "18014";
        settings["APP_OWN"] = $"{Addresses[0]}:{AppPort}";
        settings["APP_PEER"] = $"{Addresses[1]}:{AppPort}";
        await _engine.Docker.TryAsync(["rm", "--force", Name], Cancellation);
        await _engine.Docker.RunAsync(
            ["run", "--detach", "--name", Name, .. Builder.Hardening, "--cap-add=NET_BIND_SERVICE", "--cap-add=SETUID", "--cap-add=SETGID", .. Builder.Environment(settings), image.Reference],
            Cancellation);
        await UntilAsync(async () => await StatusAsync($"http://{LoadBalancer}:{StatsPort}/lb-health") == HttpStatusCode.OK);
        // The first check of all may come too late on a busy machine, and counts at once.
        await UntilAsync(async () => await ServersUpAsync() == Addresses.Count);
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
            await _engine.Docker.TryAsync(["rm", "--force", Name], CancellationToken.None);
        foreach (var app in _apps)
            await app.DisposeAsync();
        _client.Dispose();
    }

    [Fact]
    public async Task Both_applications_serve_and_no_get_fails_when_one_dies_under_load()
    {
        var answers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < RequestCount; i++)
        {
            if (i == RequestCount / 2)
                await _apps[0].DisposeAsync();
            var name = await _client.GetStringAsync("name", Cancellation);
            answers[name] = answers.GetValueOrDefault(name) + 1;
        }

        answers[Addresses[0]].ShouldBeInRange(RequestCount / 5, RequestCount / 4);
        answers[Addresses[1]].ShouldBe(RequestCount - answers[Addresses[0]]);
    }

    [Theory]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData(null)]
    public async Task The_trace_of_a_client_goes_on_to_the_application_and_every_request_has_an_id(string? traceParent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "trace");
        if (traceParent is not null) request.Headers.Add("traceparent", traceParent);
        if (traceParent is not null) request.Headers.Add("tracestate", "a=b");
        using var answer = await _client.SendAsync(request, Cancellation);
        var seen = (await answer.Content.ReadAsStringAsync(Cancellation)).Split('\n');

        seen[0].ShouldBe(traceParent ?? "");
        seen[1].ShouldBe(traceParent is null ? "" : "a=b");
        Guid.TryParse(seen[2], out _).ShouldBeTrue(seen[2]);
    }

    [Fact]
    public async Task Bad_answers_of_an_application_take_no_server_away()
    {
        for (var i = 0; i < 30; i++)
            (await StatusAsync("bad")).ShouldBe(HttpStatusCode.InternalServerError);
        (await ServersUpAsync()).ShouldBe(Addresses.Count);
    }

    [Fact]
    public async Task While_no_application_is_healthy_those_that_live_still_get_the_requests()
    {
        _isSick = true;
        var stats = $"http://{LoadBalancer}:{StatsPort}/stats;csv";
        await UntilAsync(async () => (await _client.GetStringAsync(stats, Cancellation)).Split('\n')
            .Count(line => line.StartsWith("apps,app", StringComparison.Ordinal) && line.Contains(",DOWN,", StringComparison.Ordinal)) == 2);
        (await StatusAsync("name")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Without_any_application_programs_get_a_problem_document_and_people_a_page()
    {
        foreach (var app in _apps)
            await app.DisposeAsync();
        await UntilAsync(async () => await StatusAsync("api/latest") == HttpStatusCode.ServiceUnavailable
            && (await _client.GetAsync("api/latest", Cancellation)).Content.Headers.ContentType?.MediaType is "application/problem+json");
        using var page = await _client.GetAsync("", Cancellation);
        page.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        page.Content.Headers.ContentType?.MediaType.ShouldBe("text/html");
        page.Headers.RetryAfter.ShouldNotBeNull();
    }

    private async Task<int> ServersUpAsync()
    {
        var stats = await _client.GetStringAsync($"http://{LoadBalancer}:{StatsPort}/stats;csv", Cancellation);
        return stats.Split('\n').Count(line => (line.StartsWith("apps,app1,", StringComparison.Ordinal) || line.StartsWith("apps,app2,", StringComparison.Ordinal)) && line.Contains(",UP,", StringComparison.Ordinal));
    }

    // Null: nobody answers.
    private async Task<HttpStatusCode?> StatusAsync(string url)
    {
        try
        {
            using var answer = await _client.GetAsync(url, Cancellation);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        const int TimeoutMs = 15_000;
        const int PollMs = 50;
        var started = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            TimeProvider.System.GetElapsedTime(started).TotalMilliseconds.ShouldBeLessThan(TimeoutMs);
            await Task.Delay(TimeSpan.FromMilliseconds(PollMs), TimeProvider.System, Cancellation);
        }
    }

    private async Task<WebApplication> StartAppAsync(string address)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add($"http://{address}:{AppPort}");
        app.MapGet("/name", () => address);
        app.MapGet("/trace", (HttpRequest request) => $"{request.Headers.TraceParent}\n{request.Headers.TraceState}\n{request.Headers["X-Request-ID"]}");
        app.MapGet("/bad", () => Results.StatusCode(StatusCodes.Status500InternalServerError));
        app.MapGet("/alive", () => Results.Ok());
        app.MapGet("/health", () => Results.StatusCode(_isSick ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK));
        await app.StartAsync(Cancellation);
        return app;
    }
}
