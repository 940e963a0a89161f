using Xunit;

namespace CloudApp.Tests.Lab.Failover;

/// <summary>A service's disk is lost while its host stays: it starts again with nothing.</summary>
[Trait("Layer", "drill")]
public sealed class LostDiskTests(LabFixture lab, ITestOutputHelper output) : FailureTest(lab, output)
{
    private const double GapMs = 10_000;
    private const double ReadGapMs = 8000;

    [Fact]
    [Failure("database disk of the replica lost")]
    public Task The_replicas_database_loses_its_disk() => ProveAsync(new Scenario(
        "database disk of the replica lost", scene => Fixture.Lab.WipeAsync([scene.Replica], DatabaseHost.Service, Cancellation))
    {
        Primary = PrimaryEnds.WhereItWas,
        WriteGapMsMax = GapMs,
        ReadGapMsMax = ReadGapMs,
    });

    [Fact]
    [Failure("object store's disk of one site lost")]
    public Task The_object_store_of_one_site_loses_its_disk() => ProveAsync(new Scenario(
        "object store's disk of one site lost", scene => Fixture.Lab.WipeAsync([scene.Primary], "objectstore", Cancellation))
    {
        Primary = PrimaryEnds.WhereItWas,
        WriteGapMsMax = GapMs,
        ReadGapMsMax = ReadGapMs,
    });

    [Fact]
    [Failure("etcd's disk of one machine lost")]
    public Task Etcd_of_one_machine_loses_its_disk() => ProveAsync(new Scenario(
        "etcd's disk of one machine lost", scene => Fixture.Lab.WipeAsync([scene.Primary], EtcdMember.Service, Cancellation))
    {
        // Its vote does not come back by itself: two of three are left until somebody puts an empty member in its place.
        Recover = scene => new EtcdMember(Fixture, scene.Primary, Cancellation).ReplaceAsync(),
        WriteGapMsMax = GapMs,
        ReadGapMsMax = ReadGapMs,
    });
}
