using CloudApp.Api.Data;
using System.Net;
using System.Net.Http.Headers;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Api;

[Trait("Layer", "pure")]
public sealed class ReadTests : IAsyncLifetime
{
    private readonly byte[] _image = Samples.Png(1_000);
    private ApiUnderTest _api = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _api = await ApiUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("bytes=0-0", 206, 0, 1)]
    [InlineData("bytes=10-19", 206, 10, 10)]
    [InlineData("bytes=990-", 206, 990, 10)]
    [InlineData("bytes=-5", 206, 995, 5)]
    [InlineData("bytes=-5000", 206, 0, 1000)]
    [InlineData("bytes=500-5000", 206, 500, 500)]
    [InlineData("bytes=0-1,5-6", 200, 0, 1000)]
    [InlineData("lines=0-1", 200, 0, 1000)]
    [InlineData("nonsense", 200, 0, 1000)]
    [InlineData("bytes=1000-", 416, 0, 0)]
    [InlineData("bytes=-0", 416, 0, 0)]
    public async Task A_range_gives_its_part(string range, int status, int offset, int length)
    {
        using var response = await GetImageAsync(("Range", range));

        ((int)response.StatusCode).ShouldBe(status);
        if (status == 416)
        {
            response.Content.Headers.ContentRange!.ToString().ShouldBe("bytes */1000");
            (await response.CodeAsync()).ShouldBe("range-not-satisfiable");
            return;
        }

        (await response.Content.ReadAsByteArrayAsync(Cancellation)).ShouldBe(_image[offset..(offset + length)]);
        if (status == 206) response.Content.Headers.ContentRange!.ToString().ShouldBe($"bytes {offset}-{offset + length - 1}/1000");
    }

    [Fact]
    public async Task An_image_is_named_typed_and_cached_by_us_not_by_the_client()
    {
        using var response = await GetImageAsync();

        response.Content.Headers.ContentType!.ToString().ShouldBe("image/png");
        response.Content.Headers.ContentDisposition!.ToString().ShouldBe("inline; filename=\"record-1.png\"");
        response.Headers.CacheControl!.ToString().ShouldBe("public, max-age=31536000, immutable");
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        response.Headers.ETag.ShouldNotBeNull();
        response.Content.Headers.LastModified.ShouldNotBeNull();
    }

    [Fact]
    public async Task Who_has_the_image_is_told_so_without_its_bytes()
    {
        using var first = await GetImageAsync();
        var tag = first.Headers.ETag!.ToString();
        var modified = first.Content.Headers.LastModified!.Value.ToString("R");

        (await StatusAsync(("If-None-Match", tag))).ShouldBe(304);
        (await StatusAsync(("If-None-Match", $"W/{tag}"))).ShouldBe(304);
        (await StatusAsync(("If-None-Match", "*"))).ShouldBe(304);
        (await StatusAsync(("If-None-Match", "\"other\""))).ShouldBe(200);
        (await StatusAsync(("If-Modified-Since", modified))).ShouldBe(304);
        (await StatusAsync(("If-None-Match", "\"other\""), ("If-Modified-Since", modified))).ShouldBe(200);
        (await StatusAsync(("If-Match", "\"other\""))).ShouldBe(412);
        (await StatusAsync(("If-Match", tag), ("Range", "bytes=0-1"))).ShouldBe(206);
        (await StatusAsync(("If-Range", "\"other\""), ("Range", "bytes=0-1"))).ShouldBe(200);
        (await StatusAsync(("If-Range", tag), ("Range", "bytes=0-1"))).ShouldBe(206);
    }

    [Theory]
    [InlineData("/api/latest")]
    [InlineData("/api/records")]
    [InlineData("/api/records/1")]
    public async Task Who_has_the_json_is_told_so_until_it_changes(string path)
    {
        using (await GetImageAsync()) { }
        using var first = await _api.Http.GetAsync(path, Cancellation);
        var tag = first.Headers.ETag!;
        tag.IsWeak.ShouldBeTrue();
        first.Headers.CacheControl!.NoCache.ShouldBeTrue();
        first.Content.Headers.ContentLength.ShouldNotBeNull();

        using var known = await GetAsync(path, ("If-None-Match", tag.ToString()));
        known.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await known.Content.ReadAsByteArrayAsync(Cancellation)).ShouldBeEmpty();
        using var nonsense = await GetAsync(path, ("If-None-Match", "\"x"));
        nonsense.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var upload = await _api.Http.PostAsync("/api/upload", Samples.Form("another"), Cancellation);
        using var later = await GetAsync(path, ("If-None-Match", tag.ToString()));
        later.StatusCode.ShouldBe(path.EndsWith('1') ? HttpStatusCode.NotModified : HttpStatusCode.OK);
    }

    [Fact]
    public async Task Pages_follow_one_another_without_gap_or_repetition()
    {
        for (var i = 1; i <= 7; i++)
        {
            using var upload = await _api.Http.PostAsync("/api/upload", Samples.Form($"n{i}"), Cancellation);
            upload.StatusCode.ShouldBe(HttpStatusCode.Created);
        }

        var names = new List<string>();
        var next = "/api/records?limit=3";
        while (next is not null)
        {
            using var response = await _api.Http.GetAsync(next, Cancellation);
            using var page = await response.JsonAsync();
            names.AddRange(page.RootElement.GetProperty("items").EnumerateArray().Select(r => r.GetProperty("name").GetString()!));
            next = page.RootElement.TryGetProperty("next", out var value) ? value.GetString() : null;
        }

        names.ShouldBe(["n7", "n6", "n5", "n4", "n3", "n2", "n1"]);
    }

    [Theory]
    [InlineData("GET", "/nowhere", 404, "route-not-found")]
    [InlineData("GET", "/api/latest", 404, "no-records")]
    [InlineData("GET", "/api/records/1", 404, "record-not-found")]
    [InlineData("GET", "/api/records/abc", 404, "record-not-found")]
    [InlineData("GET", "/api/records/99999999999999999999/image", 404, "record-not-found")]
    [InlineData("GET", "/api/records?limit=0", 400, "limit-invalid")]
    [InlineData("GET", "/api/records?before=x", 400, "before-invalid")]
    [InlineData("DELETE", "/api/latest", 405, "method-not-allowed")]
    [InlineData("GET", "/api/upload", 405, "method-not-allowed")]
    [InlineData("GET", "/assets/../Program.cs", 404, "route-not-found")]
    [InlineData("GET", "/assets/x/site.css", 404, "route-not-found")]
    public async Task Every_refusal_is_a_problem_document(string method, string path, int status, string code)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await _api.Http.SendAsync(request, Cancellation);

        ((int)response.StatusCode).ShouldBe(status);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await response.CodeAsync()).ShouldBe(code);
        response.Headers.Contains("Content-Security-Policy").ShouldBeTrue();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/alive")]
    [InlineData("/health")]
    [InlineData("/metrics")]
    [InlineData("/api/info")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/docs/")]
    public async Task What_an_operator_and_a_reader_open_answers(string path)
    {
        using var response = await _api.Http.GetAsync(path, Cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Health_needs_a_database_and_a_store_and_says_which_is_missing()
    {
        _api.Memory!.IsAway = true;
        using var response = await _api.Http.GetAsync("/health", Cancellation);
        using var json = await response.JsonAsync();

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        json.RootElement.GetProperty("reads").GetProperty("reached").GetBoolean().ShouldBeFalse();
        json.RootElement.GetProperty("objects").GetProperty("reached").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_writer_carries_its_last_write_and_nonsense_is_ignored()
    {
        using var upload = await _api.Http.PostAsync("/api/upload", Samples.Form(), Cancellation);
        var token = upload.Headers.GetValues("CloudApp-Gtid").Single();
        var cookie = upload.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldStartWith($"cloudapp_gtid={token}; ");
        cookie.ShouldContain("HttpOnly");

        await ReadWithCookieAsync($"cloudapp_gtid={token}");
        GtidToken.Write(_api.Memory!.LastAfter!).ShouldBe(token);
        await ReadWithCookieAsync("cloudapp_gtid=nonsense'--");
        _api.Memory.LastAfter.ShouldBeNull();
    }

    private async Task ReadWithCookieAsync(string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/latest");
        request.Headers.Add("Cookie", cookie);
        using var response = await _api.Http.SendAsync(request, Cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<int> StatusAsync(params (string Name, string Value)[] headers)
    {
        using var response = await GetImageAsync(headers);
        return (int)response.StatusCode;
    }

    private async Task<HttpResponseMessage> GetImageAsync(params (string Name, string Value)[] headers)
    {
        if (_api.Memory!.Count == 0)
        {
            using var upload = await _api.Http.PostAsync("/api/upload", Samples.Form(image: _image), Cancellation);
            upload.StatusCode.ShouldBe(HttpStatusCode.Created);
        }

        return await GetAsync("/api/records/1/image", headers);
    }

    private async Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await _api.Http.SendAsync(request, Cancellation);
    }
}
