using System.Text.Json;
using CloudApp.Api.Hosting;
using CloudApp.Contracts.Applications;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Api;

/// <summary>The API's contract as a machine reads it, and the page that shows it to people.</summary>
[Trait("Layer", "pure")]
public sealed class OpenApiTests : IAsyncLifetime
{
    private ApiUnderTest _api = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _api = await ApiUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Every_operation_is_named_once_explained_and_every_answer_with_json_has_an_example()
    {
        using var document = await DocumentAsync();
        var operations = Operations(document).ToList();

        operations.Select(o => o.Operation.GetProperty("operationId").GetString()!).ShouldBeUnique(StringComparer.Ordinal);
        operations.ShouldAllBe(o => o.Operation.GetProperty("summary").GetString()!.EndsWith('.'));
        foreach (var (path, operation) in operations)
        {
            foreach (var response in operation.GetProperty("responses").EnumerateObject())
            {
                if (!response.Value.TryGetProperty("content", out var contents)) continue;
                foreach (var content in contents.EnumerateObject().Where(c => c.Name.Contains("json", StringComparison.Ordinal)))
                    (content.Value.TryGetProperty("example", out _) || content.Value.TryGetProperty("examples", out _)).ShouldBeTrue($"{path} {response.Name}");
            }
        }
    }

    [Fact]
    public async Task Every_code_of_a_refusal_that_an_address_itself_can_give_is_an_example_under_its_status()
    {
        using var document = await DocumentAsync();
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (path, operation) in Operations(document))
        {
            foreach (var response in operation.GetProperty("responses").EnumerateObject())
            {
                if (!response.Value.TryGetProperty("content", out var contents) || !contents.TryGetProperty("application/problem+json", out var problem)) continue;
                foreach (var example in problem.GetProperty("examples").EnumerateObject())
                {
                    found.Add(example.Name);
                    example.Value.GetProperty("value").GetProperty("status").GetInt32().ToString().ShouldBe(response.Name, path);
                }
            }
        }

        // The rest are given for an address, a method or a request that no operation describes.
        string[] general = ["route-not-found", "method-not-allowed", "unsupported-media-type", "request-invalid", "internal-error"];
        ProblemCatalogue.All.Select(p => p.Code).Except(general, StringComparer.Ordinal).Except(found, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_endpoint_of_the_application_is_an_operation_of_the_document()
    {
        using var document = await DocumentAsync();
        var described = Operations(document).Select(o => o.Path).ToList();

        // HEAD is GET without a body.
        var mapped = _api.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(e => (e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["ANY"]).Select(method => $"{method.ToLowerInvariant()} {e.RoutePattern.RawText}"))
            .Where(o => !o.StartsWith("head ", StringComparison.Ordinal));
        // The page and what it loads, the document and its own page, and what the engine and Prometheus ask of every service.
        string[] others =
        [
            "get /", "post /upload", "get /assets/{tag}/{name}", "get /alive", "any /metrics", "get /openapi/{documentName}.json",
            "get /docs/{documentName?}", "get /docs/scalar.js", "get /docs/scalar.aspnetcore.js", "get /docs/favicon.svg",
        ];

        mapped.Except(others, StringComparer.Ordinal).Order(StringComparer.Ordinal).ShouldBe(described.Order(StringComparer.Ordinal));
        described.ShouldContain("get /api/storage", StringComparer.Ordinal);
    }

    [Fact]
    public async Task The_storage_example_has_the_members_of_the_real_answer()
    {
        using var document = await DocumentAsync();
        var report = new ReconcilerReport("app1", DateTimeOffset.UnixEpoch, false, [new SiteReport("host1", true, 3)], null, 1, 2, 3, 4, 5, DateTimeOffset.UnixEpoch);
        await _api.Reconciliation!.SaveReportAsync(0, report, Cancellation);
        using var answer = await _api.Http.GetAsync("/api/storage", Cancellation);
        using var real = await answer.JsonAsync();

        var example = document.RootElement.GetProperty("paths").GetProperty("/api/storage").GetProperty("get").GetProperty("responses")
            .GetProperty("200").GetProperty("content").GetProperty("application/json").GetProperty("example");
        example.EnumerateObject().Select(p => p.Name).ShouldBe(["sites", "missingCopies", "withoutObject", "sweeper"]);
        real.RootElement.EnumerateObject().Select(p => p.Name).ShouldBe(example.EnumerateObject().Select(p => p.Name));
        example.GetProperty("sweeper").EnumerateObject().Select(p => p.Name).Where(name => name is not "lastPass")
            .ShouldBe(real.RootElement.GetProperty("sweeper").EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task The_examples_have_the_members_of_the_real_answers()
    {
        using var document = await DocumentAsync();
        using var upload = await _api.Http.PostAsync("/api/upload", Samples.Form(), Cancellation);
        using var real = await upload.JsonAsync();

        var example = document.RootElement.GetProperty("paths").GetProperty("/api/latest").GetProperty("get").GetProperty("responses")
            .GetProperty("200").GetProperty("content").GetProperty("application/json").GetProperty("example");
        example.EnumerateObject().Select(p => p.Name).ShouldBe(real.RootElement.EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task The_readable_page_loads_only_from_here()
    {
        var page = await _api.Http.GetStringAsync("/docs/", Cancellation);
        page.ShouldNotContain("https://");
        page.ShouldContain("\"withDefaultFonts\":false");
        using var script = await _api.Http.GetAsync("/docs/scalar.js", Cancellation);
        script.IsSuccessStatusCode.ShouldBeTrue();
        script.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("default-src 'self'");
        using var used = await _api.Http.GetAsync("/openapi/v1.json", Cancellation);
        used.IsSuccessStatusCode.ShouldBeTrue();
    }

    private async Task<JsonDocument> DocumentAsync() => JsonDocument.Parse(await _api.Http.GetStringAsync("/openapi/v1.json", Cancellation));

    private static IEnumerable<(string Path, JsonElement Operation)> Operations(JsonDocument document) =>
        from path in document.RootElement.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select ($"{operation.Name} {path.Name}", operation.Value);
}
