using Shouldly;
using Xunit;

namespace CloudApp.Tests.Lab;

/// <summary>Faults on the lab's hosts while a probe reads through the VIP every 20 ms.</summary>
public sealed class FailoverTests(LabFixture lab, ITestOutputHelper output) : LabTest(lab, output)
{
    private const int LeadMs = 2000;
    private const int TrailMs = 6000;

    // Bounds for a test machine that may be busy; the figures that were measured are in the output.
    private const double HostLossGapMs = 5000;
    private const double VipMoveGapMs = 5000;
    private const double NoGapMs = 4000;
    private const int VipMoveSeconds = 15;

    private OpenLoopProbe Reads => new(Fixture.Client, Fixture.Vip("/api/latest"), TimeProvider.System);

    [Fact]
    public async Task Host_1_loses_power_while_it_holds_the_vip_and_reads_go_on_from_host_2()
    {
        await Hosts.MoveVipToAsync(Fixture, Fixture.Site1.Name, Cancellation);

        var report = await Reads.DuringAsync(LeadMs, () => Fixture.Lab.PowerOffAsync(Fixture.Site1.Name, Cancellation), TrailMs, Cancellation);

        Say($"host1 powered off: {report}");
        report.LongestGapMs.ShouldBeLessThan(HostLossGapMs);
        report.NodesAfter(HostLossGapMs).ShouldBe([Fixture.Site2.AppName]);
        (await Hosts.VipHolderAsync(Fixture, Cancellation)).ShouldBe(Fixture.Site2.Name);

        await Fixture.Lab.PowerOnAsync(Fixture.Site1.Name, Cancellation);
        await Fixture.WaitUntilHealthyAsync(Cancellation);
        using var http = Fixture.CreateHttp();
        await Uploads.UploadAsync(http, Fixture.Vip("/api/upload"), "after the return", Uploads.CreateImage(), Cancellation);
    }

    [Fact]
    public async Task Host_2_loses_power_and_no_read_fails()
    {
        await Hosts.MoveVipToAsync(Fixture, Fixture.Site1.Name, Cancellation);

        var report = await Reads.DuringAsync(LeadMs, () => Fixture.Lab.PowerOffAsync(Fixture.Site2.Name, Cancellation), TrailMs, Cancellation);

        Say($"host2 powered off: {report}");
        report.Failures.ShouldBeEmpty();
        report.LongestGapMs.ShouldBeLessThan(NoGapMs);

        await Fixture.Lab.PowerOnAsync(Fixture.Site2.Name, Cancellation);
        await Fixture.WaitUntilHealthyAsync(Cancellation);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task One_app_is_killed_under_load_and_no_read_fails(int siteIndex)
    {
        var site = Fixture.Plan.Sites[siteIndex];

        var report = await Reads.DuringAsync(
            LeadMs, () => Hosts.SignalServiceAsync(Fixture, site.Name, "api", "KILL", Cancellation), TrailMs, Cancellation);

        Say($"{site.AppName} killed: {report}");
        report.Failures.ShouldBeEmpty();
        await Fixture.WaitUntilHealthyAsync(Cancellation);
    }

    [Fact]
    public async Task Haproxy_is_killed_on_the_vips_holder_and_the_vip_moves()
    {
        var holder = await Hosts.VipHolderAsync(Fixture, Cancellation);

        var report = await Reads.DuringAsync(
            LeadMs, () => Hosts.KillHaproxyUntilTheVipMovesAsync(Fixture, holder, VipMoveSeconds, Cancellation), TrailMs, Cancellation);

        Say($"haproxy killed on {holder}: {report}");
        report.LongestGapMs.ShouldBeLessThan(VipMoveGapMs);
        await Fixture.WaitUntilHealthyAsync(Cancellation);
        // Nobody takes it back.
        (await Hosts.VipHolderAsync(Fixture, Cancellation)).Equals(holder, StringComparison.Ordinal).ShouldBeFalse("the VIP came back");
    }

    [Fact]
    public async Task The_vips_holder_loses_its_cable_and_the_other_host_serves()
    {
        var holder = await Hosts.VipHolderAsync(Fixture, Cancellation);
        var other = Fixture.Plan.Sites.First(site => !string.Equals(site.Name, holder, StringComparison.Ordinal));

        var report = await Reads.DuringAsync(LeadMs, () => Fixture.Lab.CutAsync(holder, silent: false, Cancellation), TrailMs, Cancellation);

        Say($"cable of {holder} pulled: {report}");
        report.LongestGapMs.ShouldBeLessThan(HostLossGapMs);
        report.NodesAfter(HostLossGapMs).ShouldBe([other.AppName]);

        await Fixture.Lab.MendAsync(holder, Cancellation);
        await Fixture.WaitUntilHealthyAsync(Cancellation);
        await Hosts.VipHolderAsync(Fixture, Cancellation);
    }
}
