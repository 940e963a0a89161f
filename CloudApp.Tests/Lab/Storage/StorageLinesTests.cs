using CloudApp.Contracts.Applications;
using CloudApp.Operations.Status;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Lab.Storage;

[Trait("Layer", "pure")]
public sealed class StorageLinesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static readonly ReconcilerReport Reconciler = new(
        "app1", Now, IsPaused: false, [new("host1", true, 0), new("host2", true, 0)],
        new PassReport(Now.AddSeconds(-14), Now.AddSeconds(-12), 500, 1000, 0, 0, false), 3, 1, 2, 0, 0, null);

    [Fact]
    public void All_is_well() => StorageLines.Of(new StorageStatus(["host1", "host2"], 0, 0, Reconciler), Now).ShouldBe([
        "object copies: every image is at host1 and host2",
        "  sweeper at app1: last full comparison 12 s ago: 500 records, 1000 objects, 0 copies missing; since it leads 3 copied, 1 repaired, 2 without a record removed",
    ]);

    [Fact]
    public void A_site_is_away()
    {
        var paused = Reconciler with { IsPaused = true, Sites = [new("host1", false, 0), new("host2", true, 0)], LastPass = null };

        var lines = StorageLines.Of(new StorageStatus(["host1", "host2"], 37, 1, paused), Now);

        lines[0].ShouldBe("object copies: 37 images are not known to be at both host1 and host2 yet");
        lines[1].ShouldBe("  1 records have no good copy of their image at any site");
        lines[2].ShouldEndWith("; paused, because the store of host1 does not serve");
    }

    [Fact]
    public void Objects_without_a_record_that_were_kept_are_named()
    {
        var kept = Reconciler with { LastPass = Reconciler.LastPass! with { Orphans = 400, OrphansKept = true } };
        StorageLines.Of(new StorageStatus(["host1", "host2"], 0, 0, kept), Now)[1].ShouldContain("400 objects without a record: too many to be believed, kept");
    }

    [Fact]
    public void Nobody_answers() => StorageLines.Of(null, Now).ShouldBe(["object copies: no application answers"]);
}
