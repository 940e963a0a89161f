using System.Net;
using System.Text.Json;
using CloudApp.ServiceDefaults;
using CloudApp.ServiceDefaults.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.ServiceDefaults;

/// <summary>What agents and backup services refuse, they refuse with a problem document; <c>cloudapp</c> repeats its detail.</summary>
[Trait("Layer", "pure")]
public sealed class ProblemDocumentTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_without_the_token_is_told_what_it_needs()
    {
        await using var app = await StartAsync();
        using var http = new HttpClient();

        using var answer = await http.GetAsync(new Uri(app.Urls.Single() + "/guarded"), Cancellation);

        await ShouldBeProblemAsync(answer, HttpStatusCode.Unauthorized, "AGENT_TOKEN");
    }

    [Fact]
    public async Task A_refusal_says_why()
    {
        await using var app = await StartAsync();
        using var http = new HttpClient();

        using var answer = await http.GetAsync(new Uri(app.Urls.Single() + "/refused"), Cancellation);

        await ShouldBeProblemAsync(answer, HttpStatusCode.Conflict, "one at a time");
    }

    private static async Task ShouldBeProblemAsync(HttpResponseMessage answer, HttpStatusCode status, string detail)
    {
        answer.StatusCode.ShouldBe(status);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        problem.RootElement.EnumerateObject().Select(property => property.Name).ShouldBe(["type", "title", "status", "detail"]);
        problem.RootElement.GetProperty("detail").GetString()!.ShouldContain(detail);
    }

    private static async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.AddServiceDefaults(new ServiceIdentity("test", "test", "test", [], []));
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/guarded", static () => Results.Text("in")).AddEndpointFilter(new BearerToken("token"));
        app.MapGet("/refused", static () => Results.Problem("It is not done yet: one at a time.", statusCode: StatusCodes.Status409Conflict));
        await app.StartAsync(Cancellation);
        return app;
    }
}
