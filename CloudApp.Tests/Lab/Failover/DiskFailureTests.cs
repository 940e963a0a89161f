using CloudApp.Lab;
using CloudApp.Operations.SwitchingOver;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Lab.Failover;

/// <summary>The primary's disk is full, or what is on it is more than the pair agreed on.</summary>
public sealed class DiskFailureTests(LabFixture lab, ITestOutputHelper output) : FailureTest(lab, output)
{
    private const double GapMs = 12_000;
    private const int HealMs = 90_000;
    private const int CutBeforePowerOffMs = 300;

    // A session on the host itself: it goes on writing when the link is gone, until its commit hangs.
    private const string LocalSession = """
        while :; do
          echo "INSERT INTO cloud_app.records (name, object_key, content_type, size_bytes, sha256, idempotency_key, site, node, created_at)
                SELECT CONCAT('extra ', k), k, 'image/png', 1, REPEAT('x', 32), k, 'local', 'local', UTC_TIMESTAMP(6) FROM (SELECT UUID() AS k) AS made;"
          sleep 0.05
        done | MYSQL_PWD="$MYSQL_APP_PASSWORD" exec mysql --no-defaults -u cloudapp -S /run/cloudapp/mysqld.sock
        """;

    [Fact]
    [Failure("data disk full on the primary")]
    public async Task The_primarys_data_disk_is_full()
    {
        SmallDisk? disk = null;
        await ProveAsync(new Scenario("data disk full on the primary", async scene =>
        {
            var left = await disk!.FillAsync(Cancellation);
            scene.MarkFaultMade();
            Say($"{scene.Primary} has {left} bytes left");
        })
        {
            // The small disk is given to the replica, which then becomes the primary.
            Prepare = async scene =>
            {
                disk = Fixture.Lab.SmallDisk(scene.Replica, DatabaseHost.Service);
                scene.AtEnd(() => disk.UnmountAsync(CancellationToken.None));
                await disk.MountAsync(Cancellation);
                await new Verification(Fixture, scene.Pair, Cancellation).HealedAsync(HealMs);
                Say(await Switchover.RunAsync(scene.Pair, TimeProvider.System, Cancellation));
                await new Verification(Fixture, scene.Pair, Cancellation).HealedAsync(HealMs);
            },
            Recover = _ => disk!.FreeAsync(Cancellation),
            Primary = PrimaryEnds.OnTheOtherHost,
            WriteGapMsMax = GapMs,
        });
    }

    [Fact]
    [Failure("old primary back with extra transactions")]
    public Task The_old_primary_is_back_with_extra_transactions() => ProveAsync(new Scenario("old primary back with extra transactions", async scene =>
    {
        var session = Fixture.Lab.DockerAsync(
            scene.Primary, ["exec", await scene.PrimaryDatabase.ContainerAsync(Cancellation), "sh", "-c", LocalSession], Cancellation);
        await scene.WritesGoOnAsync();
        scene.MarkFault();
        await Fixture.Lab.CutAsync(scene.Primary, silent: true, Cancellation);
        await scene.PauseAsync(CutBeforePowerOffMs);
        await Fixture.Lab.PowerOffAsync(scene.Primary, Cancellation);
        await session;
    })
    {
        Primary = PrimaryEnds.OnTheOtherHost,
        WriteGapMsMax = GapMs,
        Check = scene => SavedCopies.HoldAsync(scene, "extra "),
    });
}
