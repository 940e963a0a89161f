using CloudApp.Lab;
using Xunit;

namespace CloudApp.Tests.Lab.Failover;

/// <summary>What is worse than a dead host: one that stands still and goes on, hears nothing, or is not heard.</summary>
public sealed class LinkFailureTests(LabFixture lab, ITestOutputHelper output) : FailureTest(lab, output)
{
    private const double LossGapMs = 10_000;
    private const double ReadGapMs = 8000;
    private const int FrozenMs = 8000;
    private const int CutMs = 12_000;
    private const int LossPercent = 30;

    [Fact]
    [Failure("primary's host frozen for 8 s and woken")]
    public Task The_primarys_host_is_frozen_and_woken() => ProveAsync(new Scenario("primary's host frozen for 8 s and woken", async scene =>
    {
        await Fixture.Lab.FreezeAsync(scene.Primary, Cancellation);
        await scene.PauseAsync(FrozenMs);
        // It believes for a moment that no time has passed.
        await Fixture.Lab.WakeAsync(scene.Primary, Cancellation);
    })
    {
        Primary = PrimaryEnds.OnTheOtherHost,
        WriteGapMsMax = LossGapMs,
        ReadGapMsMax = ReadGapMs,
    });

    [Fact]
    [Trait("Layer", "drill")]
    [Failure("primary hears nothing for 12 s")]
    public Task The_primary_hears_nothing() => ProveAsync(new Scenario("primary hears nothing for 12 s", scene => CutAsync(scene, LinkDirection.In))
    {
        // A holder of the VIP that hears nothing goes on saying that it has it: nobody else can take it, and no request reaches it.
        Prepare = scene => Hosts.MoveVipToAsync(Fixture, scene.Replica, Cancellation),
        IsVipWithPrimary = false,
        Primary = PrimaryEnds.OnTheOtherHost,
        WriteGapMsMax = LossGapMs,
        ReadGapMsMax = ReadGapMs,
    });

    [Fact]
    [Trait("Layer", "drill")]
    [Failure("primary's sending cut for 12 s")]
    public Task The_primarys_sending_is_cut() => ProveAsync(new Scenario("primary's sending cut for 12 s", scene => CutAsync(scene, LinkDirection.Out))
    {
        Primary = PrimaryEnds.OnTheOtherHost,
        WriteGapMsMax = LossGapMs,
        ReadGapMsMax = ReadGapMs,
    });

    [Fact]
    [Trait("Layer", "drill")]
    [Failure("primary loses 30 % of what it sends, for 12 s")]
    public Task The_primary_loses_a_third_of_what_it_sends() => ProveAsync(new Scenario("primary loses 30 % of what it sends, for 12 s", async scene =>
    {
        await Fixture.Lab.LoseAsync(scene.Primary, LossPercent, Cancellation);
        await scene.PauseAsync(CutMs);
        await Fixture.Lab.LoseAsync(scene.Primary, 0, Cancellation);
    })
    {
        // Whether a lease outlives it is left to chance.
        Primary = PrimaryEnds.Anywhere,
        WriteGapMsMax = LossGapMs,
        ReadGapMsMax = ReadGapMs,
    });

    private async Task CutAsync(Scene scene, LinkDirection direction)
    {
        await Fixture.Lab.CutAsync(scene.Primary, direction, Cancellation);
        await scene.PauseAsync(CutMs);
        await Fixture.Lab.MendAsync(scene.Primary, Cancellation);
    }
}
