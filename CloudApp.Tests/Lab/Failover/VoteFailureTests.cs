using CloudApp.Operations.SwitchingOver;
using CloudApp.Topology.Model;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Lab.Failover;

/// <summary>Votes are missing: the witness, a host more, or both hosts.</summary>
public sealed class VoteFailureTests(LabFixture lab, ITestOutputHelper output) : FailureTest(lab, output)
{
    private const double ElectionGapMs = 8000;
    private const double ReadGapMs = 8000;
    // Three leases: who would open at all has opened by then.
    private const int WatchMs = 3000;
    private const int AnswerMs = 60_000;

    [Fact]
    [Failure("witness off")]
    public Task The_witness_is_off() => ProveAsync(new Scenario("witness off", async scene =>
    {
        await Fixture.Lab.PowerOffAsync(MonitorHost.Name, Cancellation);
        await scene.PauseAsync(WatchMs);
    })
    {
        // etcd's leader is kept there: while the others elect a new one, the primary may have to close itself.
        IsSeamless = true,
        WriteGapMsMax = ElectionGapMs,
        ReadGapMsMax = ReadGapMs,
    });

    [Fact]
    [Failure("witness and the primary's host off, then the witness back")]
    public Task The_witness_and_the_primarys_host_are_off() => ProveAsync(new Scenario(
        "witness and the primary's host off, then the witness back", async scene =>
        {
            await Fixture.Lab.PowerOffAsync(MonitorHost.Name, Cancellation);
            await Fixture.Lab.PowerOffAsync(scene.Primary, Cancellation);
            // One vote of three decides nothing, however long it waits.
            await scene.NobodyIsPrimaryForAsync(WatchMs);
            await Fixture.Lab.PowerOnAsync(MonitorHost.Name, Cancellation);
        })
    { Primary = PrimaryEnds.OnTheOtherHost });

    [Fact]
    [Failure("both hosts off, the stale one back first")]
    public Task Both_hosts_are_off_and_the_stale_one_is_back_first() => ProveAsync(new Scenario(
        "both hosts off, the stale one back first", async scene =>
        {
            await LeaveOnlyTheStaleOneAsync(scene);
            await Fixture.Lab.PowerOnAsync(scene.Primary, Cancellation);
        })
    { Primary = PrimaryEnds.WhereItWas });

    // Three losses and an operator: a drill. That the stale host stays closed is proven above in every run.
    [Fact]
    [Trait("Layer", "drill")]
    [Failure("both hosts off, only the stale one back, failover --force")]
    public async Task The_stale_host_is_forced()
    {
        var (lossBegins, lossEnds) = (long.MaxValue, long.MinValue);
        await ProveAsync(new Scenario("both hosts off, only the stale one back, failover --force", async scene =>
        {
            lossBegins = TimeProvider.System.GetTimestamp();
            await LeaveOnlyTheStaleOneAsync(scene);
            lossEnds = TimeProvider.System.GetTimestamp();
            Say(await ForcedFailover.RunAsync(scene.Pair, scene.Primary, TimeProvider.System, Cancellation));
        })
        {
            Primary = PrimaryEnds.OnTheOtherHost,
            // What only the given-up host had; the operator was told.
            MayBeLost = write => write.AtTimestamp >= lossBegins && write.AtTimestamp <= lossEnds,
            Check = async scene =>
            {
                var lost = scene.Ledger.Writes.Where(write => write.AtTimestamp >= lossBegins && write.AtTimestamp <= lossEnds).ToList();
                lost.ShouldNotBeEmpty("writes that were acknowledged while the primary was alone");
                await SavedCopies.HoldAsync(scene, $"write {lost[^1].Key}");
            },
        });
    }

    /// <summary>The replica misses writes, then both are off, then only the replica is back.</summary>
    private async Task LeaveOnlyTheStaleOneAsync(Scene scene)
    {
        await Fixture.Lab.PowerOffAsync(scene.Replica, Cancellation);
        await scene.WritesGoOnAsync();
        await Fixture.Lab.PowerOffAsync(scene.Primary, Cancellation);
        scene.MarkDecision();
        await Fixture.Lab.PowerOnAsync(scene.Replica, Cancellation);
        var views = await scene.Pair.WaitAsync(
            now => now.Any(view => view is { State: "Fenced" } && view.Epoch >= scene.Epoch),
            $"{scene.Replica} is back, read-only, and knows the record", AnswerMs, Cancellation);
        Say($"the stale one: {views.First(static view => view is not null)}");
        await scene.NobodyIsPrimaryForAsync(WatchMs);
    }
}
