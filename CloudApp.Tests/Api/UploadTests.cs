using System.Net;
using System.Security.Cryptography;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Api;

[Trait("Layer", "pure")]
public sealed class UploadTests : IAsyncLifetime
{
    private ApiUnderTest _api = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _api = await ApiUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task An_upload_comes_back_byte_for_byte()
    {
        var image = Samples.Png(3_000_000);
        using var response = await _api.Http.PostAsync("/api/upload", Samples.Form("  Sunset ", image), Cancellation);

        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        using var json = await response.JsonAsync();
        json.RootElement.GetProperty("name").GetString().ShouldBe("Sunset");
        json.RootElement.GetProperty("sha256").GetString().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(image)));
        json.RootElement.GetProperty("contentType").GetString().ShouldBe("image/png");
        (await _api.Http.GetByteArrayAsync($"{response.Headers.Location}/image", Cancellation)).ShouldBe(image);
        Directory.GetFiles(_api.SpoolDirectory).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_same_key_and_content_give_the_same_record()
    {
        using var first = await SendAsync("key-1", "A", Samples.Png());
        using var second = await SendAsync("key-1", "A", Samples.Png());

        second.StatusCode.ShouldBe(HttpStatusCode.Created);
        second.Headers.Location.ShouldBe(first.Headers.Location);
        second.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        _api.Memory!.Count.ShouldBe(1);
        _api.Own.Objects.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("B", 1)]
    [InlineData("A", 2)]
    public async Task The_same_key_with_another_content_is_a_conflict(string name, int seed)
    {
        using var first = await SendAsync("key-1", "A", Samples.Png(seed: 1));
        using var second = await SendAsync("key-1", name, Samples.Png(seed: seed));

        second.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await second.CodeAsync()).ShouldBe("idempotency-key-reused");
        _api.Own.Objects.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable, "SlowDown")]
    [InlineData(HttpStatusCode.Forbidden, "InvalidAccessKeyId")]
    [InlineData(HttpStatusCode.NotFound, "NoSuchBucket")]
    public async Task A_site_that_fails_is_replaced_by_the_other(HttpStatusCode fault, string code)
    {
        (_api.Own.Fault, _api.Own.FaultCode) = (fault, code);
        using var response = await _api.Http.PostAsync("/api/upload", Samples.Form(), Cancellation);

        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        _api.Peer.Objects.Count.ShouldBe(1);
        (await _api.Http.GetByteArrayAsync($"{response.Headers.Location}/image", Cancellation)).ShouldBe(Samples.Png());
    }

    [Fact]
    public async Task An_image_that_only_the_other_site_has_is_found_there()
    {
        using var response = await _api.Http.PostAsync("/api/upload", Samples.Form(), Cancellation);
        var (key, bytes) = _api.Own.Objects.Single();
        _api.Own.Objects.Clear();
        _api.Peer.Objects[key] = bytes;

        (await _api.Http.GetByteArrayAsync($"{response.Headers.Location}/image", Cancellation)).ShouldBe(bytes);
    }

    [Fact]
    public async Task An_image_is_missing_only_when_both_sites_say_so()
    {
        using var response = await _api.Http.PostAsync("/api/upload", Samples.Form(), Cancellation);
        _api.Own.Objects.Clear();
        using var nowhere = await _api.Http.GetAsync($"{response.Headers.Location}/image", Cancellation);
        _api.Peer.Fault = HttpStatusCode.InternalServerError;
        using var unknown = await _api.Http.GetAsync($"{response.Headers.Location}/image", Cancellation);

        (await nowhere.CodeAsync()).ShouldBe("image-not-found");
        unknown.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await unknown.CodeAsync()).ShouldBe("store-unavailable");
        unknown.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Fact]
    public async Task A_download_that_breaks_off_goes_on_from_the_other_site()
    {
        var image = Samples.Png(2_000_000);
        using var response = await _api.Http.PostAsync("/api/upload", Samples.Form(image: image), Cancellation);
        var (key, bytes) = _api.Own.Objects.Single();
        _api.Peer.Objects[key] = bytes;
        _api.Own.BreakAfterBytes = 700_000;

        (await _api.Http.GetByteArrayAsync($"{response.Headers.Location}/image", Cancellation)).ShouldBe(image);
    }

    [Fact]
    public async Task Without_a_database_the_upload_says_so_and_may_be_repeated()
    {
        _api.Memory!.IsAway = true;
        using var refused = await SendAsync("key-2", "A", Samples.Png());
        _api.Memory.IsAway = false;
        using var accepted = await SendAsync("key-2", "A", Samples.Png());

        (await refused.CodeAsync()).ShouldBe("database-unavailable");
        refused.Headers.RetryAfter.ShouldNotBeNull();
        accepted.StatusCode.ShouldBe(HttpStatusCode.Created);
        _api.Memory.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_form_without_script_leads_back_to_the_page()
    {
        using var response = await _api.Http.PostAsync("/upload", Samples.Form("<script>alert(1)</script>'; DROP TABLE records; --"), Cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        response.Headers.Location!.ToString().ShouldBe("/");

        var page = await _api.Http.GetStringAsync("/", Cancellation);
        page.ShouldNotContain("<script>alert");
        page.ShouldContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    }

    private async Task<HttpResponseMessage> SendAsync(string key, string name, byte[] image)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/upload") { Content = Samples.Form(name, image) };
        request.Headers.Add("Idempotency-Key", key);
        return await _api.Http.SendAsync(request, Cancellation);
    }
}
