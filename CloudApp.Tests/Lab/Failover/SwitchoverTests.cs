using CloudApp.Operations.SwitchingOver;
using Xunit;

namespace CloudApp.Tests.Lab.Failover;

/// <summary>The planned move: clients wait for a moment, none is turned away.</summary>
public sealed class SwitchoverTests(LabFixture lab, ITestOutputHelper output) : FailureTest(lab, output)
{
    private const double PauseMs = 8000;

    [Fact]
    [Trait("Figure", "failover")]
    [Failure("switchover")]
    public Task A_switchover_fails_no_request() => ProveAsync(new Scenario(
        "switchover", async scene => Say(await Switchover.RunAsync(scene.Pair, TimeProvider.System, Cancellation)))
    {
        Primary = PrimaryEnds.OnTheOtherHost,
        IsSeamless = true,
        WriteGapMsMax = PauseMs,
        ReadGapMsMax = PauseMs,
    });
}
