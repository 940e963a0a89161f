using Xunit;

namespace CloudApp.Tests.Lab.Failover;

/// <summary>mysqld or its agent stops, dies or hangs on the primary, while the host stays.</summary>
public sealed class ServerFailureTests(LabFixture lab, ITestOutputHelper output) : FailureTest(lab, output)
{
    private const double CrashGapMs = 8000;
    private const double HangGapMs = 8000;
    private const double ReadGapMs = 8000;
    // The same server starts again, since only it may have what its shutdown let go: several seconds on a busy machine.
    private const double ShutdownGapMs = 20_000;

    [Fact]
    [Failure("mysqld stopped (SIGTERM)")]
    public Task Mysqld_of_the_primary_is_stopped() => ProveAsync(new Scenario("mysqld stopped (SIGTERM)", scene => SignalServerAsync(scene, "TERM"))
    {
        WriteGapMsMax = ShutdownGapMs,
        ReadGapMsMax = ReadGapMs,
    });

    [Fact]
    [Trait("Figure", "failover")]
    [Failure("mysqld killed (SIGKILL)")]
    public Task Mysqld_of_the_primary_is_killed() => ProveAsync(new Scenario("mysqld killed (SIGKILL)", scene => SignalServerAsync(scene, "KILL"))
    {
        WriteGapMsMax = CrashGapMs,
        ReadGapMsMax = ReadGapMs,
    });

    [Fact]
    [Failure("mysqld hangs (SIGSTOP)")]
    public Task Mysqld_of_the_primary_hangs() => ProveAsync(new Scenario("mysqld hangs (SIGSTOP)", scene => SignalServerAsync(scene, "STOP"))
    {
        WriteGapMsMax = HangGapMs,
        ReadGapMsMax = ReadGapMs,
    });

    [Fact]
    [Failure("agent killed (SIGKILL)")]
    public Task The_agent_of_the_primary_is_killed() => ProveAsync(new Scenario("agent killed (SIGKILL)", scene => SignalAgentAsync(scene, "KILL"))
    {
        WriteGapMsMax = HangGapMs,
        ReadGapMsMax = ReadGapMs,
    });

    [Fact]
    [Failure("agent hangs (SIGSTOP)")]
    public Task The_agent_of_the_primary_hangs() => ProveAsync(new Scenario("agent hangs (SIGSTOP)", async scene =>
    {
        var agent = await SignalAgentAsync(scene, "STOP");
        // Nobody else can wake it; whatever becomes of the test, it must not stay like that.
        scene.AtEnd(() => Fixture.Lab.ExecAsync(scene.Primary, ["kill", "-s", "CONT", agent], CancellationToken.None));
        // Until its lease is over, the old primary still serves: that writes go on proves nothing yet.
        await scene.TheOtherTakesOverAsync();
        await scene.WritesGoOnAsync();
        await scene.PrimaryDatabase.SignalAsync(agent, "CONT", Cancellation);
    })
    {
        Primary = PrimaryEnds.OnTheOtherHost,
        WriteGapMsMax = HangGapMs,
        ReadGapMsMax = ReadGapMs,
    });

    private static async Task SignalServerAsync(Scene scene, string signal)
    {
        var (_, server) = await scene.PrimaryDatabase.ProcessesAsync(scene.Cancellation);
        scene.MarkFault();
        await scene.PrimaryDatabase.SignalAsync(server, signal, scene.Cancellation);
    }

    private static async Task<string> SignalAgentAsync(Scene scene, string signal)
    {
        var (agent, _) = await scene.PrimaryDatabase.ProcessesAsync(scene.Cancellation);
        scene.MarkFault();
        await scene.PrimaryDatabase.SignalAsync(agent, signal, scene.Cancellation);
        return agent;
    }
}
