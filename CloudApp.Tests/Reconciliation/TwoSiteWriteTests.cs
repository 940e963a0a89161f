using CloudApp.Api.Storage.Objects;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Reconciliation;

/// <summary>An upload is at both sites before it is answered, or its record says that it is not.</summary>
[Trait("Layer", "pure")]
public sealed class TwoSiteWriteTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly MemorySite _first;
    private readonly MemorySite _second;
    private readonly WatchedSite[] _sites;
    private readonly TwoSiteObjectStore _store;

    public TwoSiteWriteTests()
    {
        (_first, _second) = (new MemorySite("host1", _time), new MemorySite("host2", _time));
        _sites = [new WatchedSite(_first, _time), new WatchedSite(_second, _time)];
        _store = new TwoSiteObjectStore(new NothingThere(), _sites, _time, NullLogger<TwoSiteObjectStore>.Instance);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Both_sites_have_it(bool isFile)
    {
        (await PutAsync("k", [1, 2, 3], isFile)).ShouldBe(2);

        _first.Objects["k"].Bytes.ShouldBe([1, 2, 3]);
        _second.Objects["k"].Bytes.ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task A_site_that_is_away_is_passed_over_until_it_serves_again()
    {
        _first.Serves = false;
        (await PutAsync("k1", [1])).ShouldBe(1);
        _sites[0].IsAway.ShouldBeTrue();
        _first.Serves = true;
        (await PutAsync("k2", [2])).ShouldBe(1, "nobody has looked yet");

        using var watch = new SiteWatch(_sites, _time, NullLogger<SiteWatch>.Instance);
        await watch.StartAsync(Cancellation);
        while (_sites[0].IsAway) await Task.Yield();
        await watch.StopAsync(Cancellation);

        (await PutAsync("k3", [3])).ShouldBe(2);
    }

    [Fact]
    public async Task When_no_site_takes_it_the_upload_is_put_off()
    {
        _first.Serves = _second.Serves = false;
        await Should.ThrowAsync<StoreUnavailableException>(() => PutAsync("k", [1]));

        _second.Serves = true;
        (await PutAsync("k", [1])).ShouldBe(1, "a site that was away is asked when there is no other");
    }

    [Fact]
    public async Task A_site_that_hangs_costs_a_moment_and_then_nothing()
    {
        _second.IsFrozen = true;
        var put = PutAsync("k", [1]);
        while (!_first.Objects.ContainsKey("k")) await Task.Yield();
        put.IsCompleted.ShouldBeFalse("the second copy gets its time");
        while (!put.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        (await put).ShouldBe(1);
        (await PutAsync("next", [2])).ShouldBe(1);
    }

    [Fact]
    public async Task An_object_that_the_answering_site_lacks_is_missing_only_when_both_can_speak()
    {
        await Should.ThrowAsync<ObjectMissingException>(() => _store.OpenReadAsync("k", 0, 1, Cancellation));
        _second.Serves = false;
        await Should.ThrowAsync<StoreUnavailableException>(() => _store.OpenReadAsync("k", 0, 1, Cancellation));
    }

    [Fact]
    public async Task A_removal_reaches_every_site_that_answers()
    {
        await PutAsync("k", [1]);
        _first.Serves = false;

        await _store.TryDeleteAsync("k", Cancellation);

        _first.Objects.ShouldContainKey("k");
        _second.Objects.ShouldBeEmpty();
    }

    private async Task<int> PutAsync(string key, byte[] bytes, bool isFile = false)
    {
        if (!isFile) return await _store.PutAsync(key, "image/png", new MemoryStream(bytes), Cancellation);
        await using var file = new FileStream(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 4096, FileOptions.DeleteOnClose);
        await file.WriteAsync(bytes, Cancellation);
        await file.FlushAsync(Cancellation);
        return await _store.PutAsync(key, "image/png", file, Cancellation);
    }

    private sealed class NothingThere : IObjectStore
    {
        public Task<int> PutAsync(string key, string contentType, Stream content, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ObjectPart> OpenReadAsync(string key, long offset, long length, CancellationToken cancellationToken) =>
            throw new ObjectMissingException(key);

        public Task TryDeleteAsync(string key, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
