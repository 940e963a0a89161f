using System.Net;
using Shouldly;
using SkiaSharp;
using Xunit;

namespace CloudApp.Tests.Api;

[Trait("Layer", "pure")]
public sealed class DeletionTests : IAsyncLifetime
{
    private ApiUnderTest _api = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _api = await ApiUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task A_deleted_record_is_gone_with_its_image_and_thumbnail_at_both_sites()
    {
        await UploadAsync();
        (await _api.Http.GetAsync("/api/records/1/thumbnail", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var (key, bytes) in _api.Own.Objects) _api.Peer.Objects[key] = bytes;
        _api.Peer.Objects.Count.ShouldBe(2);

        using var deletion = await _api.Http.DeleteAsync("/api/records/1", Cancellation);

        deletion.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        deletion.Headers.GetValues("CloudApp-Gtid").ShouldHaveSingleItem();
        deletion.Headers.GetValues("Set-Cookie").Single().ShouldStartWith("cloudapp_gtid=");
        _api.Own.Objects.ShouldBeEmpty();
        _api.Peer.Objects.ShouldBeEmpty();
        foreach (var path in new[] { "/api/records/1", "/api/records/1/image", "/api/records/1/thumbnail" })
        {
            using var response = await _api.Http.GetAsync(path, Cancellation);
            (await response.CodeAsync()).ShouldBe("record-not-found");
        }
    }

    [Theory]
    [InlineData("1")]
    [InlineData("abc")]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    public async Task What_is_not_there_cannot_be_deleted(string id)
    {
        using var response = await _api.Http.DeleteAsync($"/api/records/{id}", Cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await response.CodeAsync()).ShouldBe("record-not-found");
    }

    [Fact]
    public async Task A_store_that_is_away_does_not_keep_a_record_alive()
    {
        await UploadAsync();
        (_api.Own.Fault, _api.Peer.Fault) = (HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable);
        using var deletion = await _api.Http.DeleteAsync("/api/records/1", Cancellation);

        deletion.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        _api.Memory!.Count.ShouldBe(0);
        _api.Own.Objects.Count.ShouldBe(1, "without a row: for the comparison of store and table");
    }

    [Fact]
    public async Task Without_a_database_nothing_is_deleted()
    {
        await UploadAsync();
        _api.Memory!.IsAway = true;
        using var deletion = await _api.Http.DeleteAsync("/api/records/1", Cancellation);
        _api.Memory.IsAway = false;

        (await deletion.CodeAsync()).ShouldBe("database-unavailable");
        _api.Own.Objects.Count.ShouldBe(1);
        _api.Memory.Count.ShouldBe(1);
    }

    private async Task UploadAsync()
    {
        using var upload = await _api.Http.PostAsync("/api/upload", Samples.Form(image: Pictures.Encode(SKEncodedImageFormat.Png, 50, 50)), Cancellation);
        upload.StatusCode.ShouldBe(HttpStatusCode.Created);
    }
}
