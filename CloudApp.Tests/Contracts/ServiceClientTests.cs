using System.Net;
using System.Text;
using CloudApp.Contracts.Backups;
using CloudApp.Contracts.Clients;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Contracts;

/// <summary>What the typed clients send, and what they make of an answer.</summary>
[Trait("Layer", "pure")]
public sealed class ServiceClientTests
{
    private static readonly Uri Address = new("http://192.168.64.14:8008");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_order_carries_the_token_and_an_open_question_does_not()
    {
        var host = new Answers("""{"site":"host1","role":"primary"}""");
        using var agent = new AgentClient("host1", Address, "secret", host);

        (await agent.StatusAsync(Cancellation)).Role.ShouldBe("primary");
        await agent.ForceFailoverAsync("host 2", Cancellation);

        host.Asked.ShouldBe(["GET /status", "POST /commands/failover?lose=host%202 Bearer secret"]);
    }

    [Fact]
    public async Task A_watch_names_its_version_and_its_wait()
    {
        var host = new Answers("""{"site":"host1","version":8}""");
        using var agent = new AgentClient("host1", Address, token: null, host);

        (await agent.TryWatchAsync(7, TimeSpan.FromMilliseconds(500), Cancellation)).ShouldNotBeNull().Version.ShouldBe(8);

        host.Asked.ShouldBe(["GET /watch?version=7&waitMs=500"]);
    }

    [Theory]
    [InlineData("""{"title":"Conflict","detail":"one at a time","status":409}""", "one at a time")]
    [InlineData("""{"title":"Conflict"}""", "Conflict")]
    [InlineData("{}", "status 409")]
    [InlineData("<html>", "status 409")]
    [InlineData("", "status 409")]
    public async Task A_refusal_repeats_the_programs_own_words(string body, string reason)
    {
        using var service = new BackupClient("host1", Address, "secret", new Answers(body, HttpStatusCode.Conflict));

        var refusal = await Should.ThrowAsync<ServiceException>(() => service.MakeAsync(Cancellation));

        refusal.Status.ShouldBe(HttpStatusCode.Conflict);
        refusal.Reason.ShouldBe(reason);
        refusal.Message.ShouldBe($"The backup service of host1 refuses /backups: {reason}");
    }

    [Fact]
    public async Task A_wrong_token_is_named() =>
        (await Should.ThrowAsync<ServiceException>(() => Agent(new Answers("", HttpStatusCode.Unauthorized)).SwitchOverAsync(Cancellation)))
            .Message.ShouldBe("The database agent of host1 refuses /commands/switchover: the token is not its own (AGENT_TOKEN of the bundle's .env)");

    [Fact]
    public async Task Something_else_than_our_document_is_no_answer()
    {
        (await Agent(new Answers("<html>")).TryStatusAsync(Cancellation)).ShouldBeNull();
        (await Agent(new Answers("null")).TryStatusAsync(Cancellation)).ShouldBeNull();
        (await Agent(new Answers("{}", HttpStatusCode.BadGateway)).TryStatusAsync(Cancellation)).ShouldBeNull();
        (await Should.ThrowAsync<ServiceException>(() => Agent(new Answers("<html>")).StatusAsync(Cancellation)))
            .Message.ShouldStartWith("The database agent of host1 (http://192.168.64.14:8008/) answers /status with something else than expected: ");
    }

    [Fact]
    public async Task Nobody_there_is_said_with_the_address()
    {
        var failure = await Should.ThrowAsync<ServiceException>(() => Agent(new Answers(new HttpRequestException("Connection refused"))).StatusAsync(Cancellation));
        failure.Message.ShouldBe("The database agent of host1 (http://192.168.64.14:8008/) does not answer /status: Connection refused");
        failure.Status.ShouldBeNull();
        (await Agent(new Answers(new HttpRequestException("Connection refused"))).TryStatusAsync(Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task An_answer_is_not_waited_for_longer_than_its_limit() =>
        (await Should.ThrowAsync<ServiceException>(() => Agent(new Answers(Silence)).ReportAsync(
                new("host1", 1, 1, "Fenced", 0, null, false, false, false, null, null, ""), Cancellation)))
            .Message.ShouldBe("The database agent of host1 (http://192.168.64.14:8008/) does not answer /peer/report within 0.5 s.");

    [Fact]
    public async Task Whoever_asks_may_give_up()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var asked = Agent(new Answers(Silence)).TryStatusAsync(stop.Token);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => asked);
    }

    [Fact]
    public async Task An_application_that_cannot_serve_says_so_itself()
    {
        var part = """{"reached":false,"needed":true,"ways":[]}""";
        var host = new Answers($$"""{"status":"unhealthy","site":"host1","node":"app1","elapsedMs":1,"reads":{{part}},"writes":{{part}},"objects":{{part}}}""", HttpStatusCode.ServiceUnavailable);
        using var api = new ApiClient("host1", new Uri("http://192.168.64.13:8000"), host);

        (await api.HealthAsync(Cancellation)).IsHealthy.ShouldBeFalse();
        (await Should.ThrowAsync<ServiceException>(() => api.StorageAsync(Cancellation))).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task A_restores_order_is_a_document()
    {
        var host = new Answers("");
        using var service = new BackupClient("host1", Address, "secret", host);

        await service.StartRestoreAsync(new RestoreRequest("cloud_app_host1_20261124_020000", null, FromTarget: true, "AGE-SECRET-KEY-1"), Cancellation);

        host.Asked.ShouldBe(["POST /restore/start Bearer secret"]);
        host.Bodies.ShouldBe(["""{"name":"cloud_app_host1_20261124_020000","until":null,"fromTarget":true,"identity":"AGE-SECRET-KEY-1"}"""]);
    }

    [Fact]
    public async Task A_file_is_copied_as_it_is()
    {
        using var service = new BackupClient("host2", Address, "secret", new Answers("dump"));
        using var target = new MemoryStream();

        await service.FetchAsync("cloud_app_host2_20261124_020000.sql.gz", target, Cancellation);

        Encoding.UTF8.GetString(target.ToArray()).ShouldBe("dump");
    }

    private static AgentClient Agent(Answers answers) => new("host1", Address, "secret", answers);

    private static async Task<HttpResponseMessage> Silence(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        throw new InvalidOperationException("An endless wait has ended.");
    }

    /// <summary>A host that notes what it is asked.</summary>
    private sealed class Answers(Func<CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        public Answers(string body, HttpStatusCode status = HttpStatusCode.OK)
            : this(_ => Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body) }))
        {
        }

        public Answers(Exception failure) : this(_ => Task.FromException<HttpResponseMessage>(failure))
        {
        }

        public List<string> Asked { get; } = [];

        public List<string> Bodies { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add($"{request.Method} {request.RequestUri!.PathAndQuery} {request.Headers.Authorization}".Trim());
            if (request.Content is { } body)
                Bodies.Add(await body.ReadAsStringAsync(cancellationToken));
            return await answer(cancellationToken);
        }
    }
}
