using CloudApp.Operations.SwitchingOver;
using Xunit;

namespace CloudApp.Tests.Lab.Failover;

/// <summary>etcd's data is lost, or older data comes back: nobody may conclude anything from what is not there any more.</summary>
public sealed class RecordLossTests(LabFixture lab, ITestOutputHelper output) : FailureTest(lab, output)
{
    private const string Service = "etcd";
    private const string Copy = "before-the-primary-was-alone";
    private const int KnownMs = 60_000;
    private const int HealMs = 90_000;
    // Three leases: who would open at all has opened by then.
    private const int WatchMs = 3000;

    /// <summary>Found in a lab: the agents waited for ever, and after their restart the site that makes the first record opened.</summary>
    [Fact]
    [Failure("etcd's data lost on all machines")]
    public Task The_arbiter_is_wiped() => ProveAsync(new Scenario("etcd's data lost on all machines", async scene =>
    {
        await Fixture.Lab.WipeAsync(await HostsAsync(), Service, Cancellation);
        await OnlyANewRecordHelpsAsync(scene);
    })
    { Primary = PrimaryEnds.WhereItWas });

    [Fact]
    [Trait("Layer", "drill")]
    [Failure("etcd put back to a copy in which the replica was in sync")]
    public Task The_arbiter_is_put_back() => ProveAsync(new Scenario("etcd put back to a copy in which the replica was in sync", async scene =>
    {
        await Fixture.Lab.PowerOffAsync(scene.Replica, Cancellation);
        await scene.WritesGoOnAsync();
        // By the copy the replica could take over, and it lacks what was acknowledged since.
        await Fixture.Lab.PowerOnAsync(scene.Replica, Cancellation);
        await Fixture.Lab.PutBackAsync(await HostsAsync(), Service, Copy, Cancellation);
        await OnlyANewRecordHelpsAsync(scene);
    })
    {
        Prepare = async scene =>
        {
            await Fixture.Lab.SaveAsync(await HostsAsync(), Service, Copy, Cancellation);
            await new Verification(Fixture, scene.Pair, Cancellation).HealedAsync(HealMs);
        },
        Primary = PrimaryEnds.WhereItWas,
    });

    private Task<IReadOnlyList<string>> HostsAsync() => Fixture.Lab.HostsWithAsync(Service, Cancellation);

    private async Task OnlyANewRecordHelpsAsync(Scene scene)
    {
        await scene.Pair.WaitAsync(
            static now => now.All(static status => status is { IsRecordRolledBack: true, IsPrimary: false }),
            "both agents say that the arbiter's record is gone or older", KnownMs, Cancellation);
        // What an agent knows must outlive it.
        foreach (var database in new[] { scene.PrimaryDatabase, scene.ReplicaDatabase })
            await database.SignalAsync((await database.ProcessesAsync(Cancellation)).Agent, "KILL", Cancellation);
        await scene.Pair.WaitAsync(
            static now => now.All(static status => status is { IsRecordRolledBack: true, State: "Fenced" }),
            "both agents are back and say so again", KnownMs, Cancellation);
        await scene.NobodyIsPrimaryForAsync(WatchMs);
        foreach (var line in await NewRecord.DescribeAsync(scene.Pair, Cancellation))
            Say(line);
        scene.MarkDecision();
        Say(await NewRecord.RunAsync(scene.Pair, scene.Primary, TimeProvider.System, Cancellation));
    }
}
