using Shouldly;
using Xunit;

namespace CloudApp.Tests.Lab;

/// <summary>One program dies while a probe reads through the VIP every 20 ms; whole hosts are lost in
/// <see cref="Failover.HostFailureTests"/>.</summary>
public sealed class FailoverTests(LabFixture lab, ITestOutputHelper output) : LabTest(lab, output)
{
    private const int LeadMs = 1000;
    private const int TrailMs = 4000;

    // Bounds for a test machine that may be busy; the figures that were measured are in the output.
    private const double VipMoveGapMs = 5000;
    private const double NoGapMs = 4000;
    private const int VipMoveSeconds = 15;

    private OpenLoopProbe Reads => new(Fixture.Client, Fixture.Vip("/api/latest"), TimeProvider.System);

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
}
