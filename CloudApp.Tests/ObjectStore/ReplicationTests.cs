using CloudApp.Tests.Infra;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.ObjectStore;

[Trait("Layer", "component")]
public sealed class ReplicationTests : IAsyncLifetime
{
    private const string Address1 = "127.0.2.14";
    private const string Address2 = "127.0.2.17";

    private const int FirstStartSeconds = 90;
    private const int RestartSeconds = 40;
    private const int ReplicationSeconds = 30;

    private StoreSite _site1 = null!;
    private StoreSite _site2 = null!;

    public async ValueTask InitializeAsync()
    {
        var engine = await Builder.StartAsync();
        var image = await Builder.ImageAsync(engine, "objectstore");
        _site1 = new(engine, image.Reference, "host1", Address1, "host2", Address2, first: true);
        _site2 = new(engine, image.Reference, "host2", Address2, "host1", Address1, first: false);
        await _site1.WipeAsync();
        await _site2.WipeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _site1.DisposeAsync();
        await _site2.DisposeAsync();
    }

    [Fact]
    public async Task Two_sites_replicate_both_ways_and_survive_kill_restart_and_a_wiped_disk()
    {
        // The second site first: it has to wait for the realm of the first one.
        await _site2.StartAsync();
        (await _site2.ServesAsync()).ShouldBeFalse();
        await _site1.StartAsync();
        (await _site1.EventuallyServesAsync(FirstStartSeconds)).ShouldBeTrue();
        (await _site2.EventuallyServesAsync(FirstStartSeconds)).ShouldBeTrue();
        await Both_ways();

        await _site1.KillDaemonsAsync();
        await _site2.PutAsync("missed", "written while site 1 was dead");
        (await _site2.GetAsync("missed")).ShouldBe("written while site 1 was dead");
        (await _site1.EventuallyServesAsync(RestartSeconds)).ShouldBeTrue();
        (await _site1.GetAsync("from1")).ShouldBe("one");
        (await _site1.EventuallyHasAsync("missed", "written while site 1 was dead", ReplicationSeconds)).ShouldBeTrue();

        await A_restart_while_the_peer_is_away();

        await _site2.WipeAsync();
        await _site2.StartAsync();
        (await _site2.EventuallyServesAsync(FirstStartSeconds)).ShouldBeTrue();
        (await _site2.EventuallyHasAsync("from1", "one", ReplicationSeconds)).ShouldBeTrue();
        (await _site2.EventuallyHasAsync("missed", "written while site 1 was dead", ReplicationSeconds)).ShouldBeTrue();
        (await _site2.StatusAsync()).ShouldContain("\"site\": \"host2\"");
    }

    private async Task Both_ways()
    {
        await _site1.PutAsync("from1", "one");
        await _site2.PutAsync("from2", "two");
        (await _site2.EventuallyHasAsync("from1", "one", ReplicationSeconds)).ShouldBeTrue();
        (await _site1.EventuallyHasAsync("from2", "two", ReplicationSeconds)).ShouldBeTrue();
        (await _site1.CreateBucketErrorAsync("another")).ShouldBe("AccessDenied");
    }

    private async Task A_restart_while_the_peer_is_away()
    {
        await _site1.StopAsync();
        await _site2.StopAsync();
        await _site2.RestartAsync();
        (await _site2.EventuallyServesAsync(RestartSeconds)).ShouldBeTrue();
        (await _site2.GetAsync("from1")).ShouldBe("one");
        await _site1.RestartAsync();
        (await _site1.EventuallyServesAsync(RestartSeconds)).ShouldBeTrue();
    }
}
