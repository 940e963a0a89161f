using Xunit;

namespace CloudApp.Tests.Lab.Failover;

/// <summary>A whole host loses its power or its cable. "Primary" and "replica" are the roles at that moment.</summary>
public sealed class HostFailureTests(LabFixture lab, ITestOutputHelper output) : FailureTest(lab, output)
{
    private const double LossGapMs = 10_000;
    private const double ReadGapMs = 8000;
    private const int CutBeforePowerOffMs = 300;

    [Fact]
    [Trait("Figure", "failover")]
    [Failure("primary's host loses power")]
    public Task The_primarys_host_loses_power() => ProveAsync(new Scenario(
        "primary's host loses power", scene => Fixture.Lab.PowerOffAsync(scene.Primary, Cancellation))
    {
        Primary = PrimaryEnds.OnTheOtherHost,
        WriteGapMsMax = LossGapMs,
        ReadGapMsMax = ReadGapMs,
    });

    [Fact]
    [Trait("Figure", "failover")]
    [Failure("replica's host loses power")]
    public Task The_replicas_host_loses_power() => ProveAsync(new Scenario(
        "replica's host loses power", scene => Fixture.Lab.PowerOffAsync(scene.Replica, Cancellation))
    {
        Primary = PrimaryEnds.WhereItWas,
        IsSeamlessForReads = true,
        WriteGapMsMax = LossGapMs,
        ReadGapMsMax = ReadGapMs,
    });

    [Fact]
    [Failure("primary's cable pulled and mended")]
    public Task The_primarys_cable_is_pulled_and_mended() => ProveAsync(new Scenario("primary's cable pulled and mended", async scene =>
    {
        await Fixture.Lab.CutAsync(scene.Primary, silent: false, Cancellation);
        await scene.WritesGoOnAsync();
        await Fixture.Lab.MendAsync(scene.Primary, Cancellation);
    })
    {
        Primary = PrimaryEnds.OnTheOtherHost,
        WriteGapMsMax = LossGapMs,
        ReadGapMsMax = ReadGapMs,
    });

    [Fact]
    [Failure("primary's link drops everything 0.3 s before its power is lost")]
    public Task The_primarys_link_goes_before_its_power() => ProveAsync(new Scenario(
        "primary's link drops everything 0.3 s before its power is lost", async scene =>
        {
            await Fixture.Lab.CutAsync(scene.Primary, silent: true, Cancellation);
            await scene.PauseAsync(CutBeforePowerOffMs);
            await Fixture.Lab.PowerOffAsync(scene.Primary, Cancellation);
        })
    {
        Primary = PrimaryEnds.OnTheOtherHost,
        WriteGapMsMax = LossGapMs,
        ReadGapMsMax = ReadGapMs,
    });
}
