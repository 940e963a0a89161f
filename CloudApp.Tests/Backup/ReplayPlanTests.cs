using CloudApp.Backup.BinaryLogs;
using CloudApp.Backup.Restore;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Backup;

/// <summary>Which transactions follow a backup up to a moment, through failovers and earlier restores.</summary>
[Trait("Layer", "pure")]
public sealed class ReplayPlanTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);
    private static readonly Guid One = new("11111111-0000-0000-0000-000000000000");
    private static readonly Guid Three = new("33333333-0000-0000-0000-000000000000");
    private static readonly Guid Two = new("22222222-0000-0000-0000-000000000000");

    private readonly string _folder = Directory.CreateTempSubdirectory("cloudapp-replay-").FullName;
    private readonly LogArchive _archive;

    public ReplayPlanTests() => _archive = new LogArchive(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_followed_is_applied_up_to_the_moment_and_the_rest_is_listed()
    {
        _archive.AddEpoch(new EpochStart(1, "host1", $"{One}", Start));
        new BinaryLogWriter().Insert(One, 1, At(1)).Insert(One, 2, At(2)).Beat(One, 3, At(3)).Save(FileOf(One, 1));
        new BinaryLogWriter((One, 3)).Insert(One, 4, At(4)).Beat(One, 5, At(4)).Execute(One, 6, At(5), "DROP TABLE records").Insert(One, 7, At(6), table: "later").Save(FileOf(One, 2));

        var plan = Plan($"{One}:1", Point(At(5)));

        plan.End.ToString().ShouldBe($"{One}:1-5");
        plan.Silent.ToString().ShouldBe($"{One}:3:5");
        plan.ReplayCount.ShouldBe(2);
        plan.LastAt.ShouldBe(At(4));
        plan.Lost.Select(static write => string.Join(';', write.Changes)).ShouldBe(["DROP TABLE records", "inserts cloud_app.later"]);
        Read(plan.ReplayFile).ShouldBe([$"{One}:2", $"{One}:4"]);
    }

    [Fact]
    public void A_transaction_can_be_named_instead_of_a_moment()
    {
        _archive.AddEpoch(new EpochStart(1, "host1", $"{One}", Start));
        new BinaryLogWriter().Insert(One, 1, At(1)).Insert(One, 2, At(1)).Insert(One, 3, At(1)).Save(FileOf(One, 1));

        Plan("", RestorePoint.Parse($"{One}:3", TimeZoneInfo.Utc)).End.ToString().ShouldBe($"{One}:1-2");
        Should.Throw<InvalidDataException>(() => Plan("", RestorePoint.Parse($"{One}:9", TimeZoneInfo.Utc)));
    }

    [Fact]
    public void What_an_old_primary_wrote_and_nobody_took_over_is_no_part_of_the_history()
    {
        Failover();

        var plan = Plan($"{One}:1", RestorePoint.Latest);

        plan.End.ToString().ShouldBe($"{One}:1-2,{Two}:1");
        Read(plan.ReplayFile).ShouldBe([$"{One}:2", $"{Two}:1"]);
        plan.LostCount.ShouldBe(0);
    }

    [Fact]
    public void Before_the_failover_the_old_primarys_writes_are_the_history()
    {
        Failover();

        Plan($"{One}:1", Point(At(2.5))).End.ToString().ShouldBe($"{One}:1-2");
    }

    [Fact]
    public void Missing_transactions_are_named_and_nothing_is_restored()
    {
        _archive.AddEpoch(new EpochStart(2, "host2", $"{Two}", Start));
        new BinaryLogWriter((One, 5)).Insert(Two, 1, At(1)).Save(FileOf(Two, 3));

        Should.Throw<InvalidDataException>(() => Plan($"{One}:1-3", RestorePoint.Latest)).Message.ShouldContain($"{One}:4-5");
    }

    [Fact]
    public void A_pair_that_began_anew_does_not_lead_on_from_an_old_backup()
    {
        _archive.AddEpoch(new EpochStart(7, "host1", $"{One}", Start));
        new BinaryLogWriter().Insert(One, 1, At(1)).Insert(One, 2, At(2)).Save(FileOf(One, 1));
        _archive.AddEpoch(new EpochStart(1, "host1", $"{Two}", At(100)));
        new BinaryLogWriter().Execute(Two, 1, At(100), "CREATE TABLE records").Save(FileOf(Two, 1));

        var plan = Plan($"{One}:1", RestorePoint.Latest);

        plan.End.ToString().ShouldBe($"{One}:1-2");
        plan.Lost.ShouldHaveSingleItem().Gtid.ShouldBe($"{Two}:1");
    }

    [Fact]
    public void What_a_restore_took_back_stays_taken_back()
    {
        _archive.AddEpoch(new EpochStart(1, "host1", $"{One}", Start));
        new BinaryLogWriter().Insert(One, 1, At(1)).Insert(One, 2, At(2)).Execute(One, 3, At(3), "DROP TABLE records").Save(FileOf(One, 1));
        // Restored to before the drop; a restored server is a new one, and its logs never had what was restored.
        _archive.AddEpoch(new EpochStart(2, "host1", $"{Two}", At(60), Base: $"{One}:1-2"));
        new BinaryLogWriter().Insert(Two, 1, At(61)).Save(FileOf(Two, 2));

        var plan = Plan($"{One}:1", RestorePoint.Latest);

        plan.End.ToString().ShouldBe($"{One}:1-2,{Two}:1");
        Read(plan.ReplayFile).ShouldBe([$"{One}:2", $"{Two}:1"]);
    }

    [Fact]
    public void A_primary_that_was_cloned_before_leads_on_although_its_logs_do_not_say_what_it_had()
    {
        _archive.AddEpoch(new EpochStart(1, "host1", $"{One}", Start));
        new BinaryLogWriter().Insert(One, 1, At(1)).Insert(One, 2, At(2)).Insert(One, 3, At(3)).Save(FileOf(One, 1));
        // Cloned when it was at 2, followed to 3, then took over. As MySQL does it: the logs name only what was in its logs.
        _archive.AddEpoch(new EpochStart(2, "host2", $"{Two}", At(30), Base: $"{One}:1-2"));
        new BinaryLogWriter().Insert(One, 3, At(3)).Save(FileOf(Two, 1));
        new BinaryLogWriter((One, 3)).Insert(Two, 1, At(31)).Insert(Two, 2, At(32)).Save(FileOf(Two, 2));

        // A backup of before the clone needs the old primary's logs, one of after it does not.
        Read(Plan($"{One}:1", RestorePoint.Latest).ReplayFile).ShouldBe([$"{One}:2", $"{One}:3", $"{Two}:1", $"{Two}:2"]);
        Read(Plan($"{One}:1-3,{Two}:1", RestorePoint.Latest).ReplayFile).ShouldBe([$"{Two}:2"]);
        Plan($"{One}:1-2", Point(At(31.5))).End.ToString().ShouldBe($"{One}:1-3,{Two}:1");
    }

    /// <summary>The clocks were set back by 80 s after the first failover: what the epochs say counts, not when they were seen.</summary>
    [Fact]
    public void A_clock_that_stepped_back_between_two_failovers_loses_nothing_and_hides_nothing()
    {
        StepBack();

        var latest = Plan($"{One}:1", RestorePoint.Latest);
        latest.End.ToString().ShouldBe($"{One}:1-5,{Two}:1-2");
        Read(latest.ReplayFile).ShouldBe([$"{One}:2", $"{One}:3", $"{Two}:1", $"{Two}:2", $"{One}:4", $"{One}:5"]);
        latest.LostCount.ShouldBe(0);
        latest.Notes.ShouldBeEmpty();

        var moment = Plan($"{One}:1-3,{Two}:1", Point(At(22.5)));
        moment.End.ToString().ShouldBe($"{One}:1-3,{Two}:1", "nothing of that moment or later, however late it comes in the history");
        moment.Lost.Select(static write => write.Gtid).ShouldBe([$"{Two}:2", $"{One}:4", $"{One}:5"]);
        moment.Notes.ShouldHaveSingleItem().ShouldContain("clock");
    }

    [Fact]
    public void What_nobody_took_over_is_counted_beside_the_list()
    {
        Failover();

        Plan($"{One}:1", RestorePoint.Latest).Notes.ShouldHaveSingleItem().ShouldStartWith($"1 write is in binary logs that are kept here and in no history that leads to the present data");
    }

    [Fact]
    public void A_hole_in_the_logs_is_said_and_not_taken_for_nothing()
    {
        // The backup's own history ended; the present one began with transactions that no log here has.
        _archive.AddEpoch(new EpochStart(1, "host1", $"{One}", Start));
        new BinaryLogWriter().Insert(One, 1, At(1)).Save(FileOf(One, 1));
        _archive.AddEpoch(new EpochStart(2, "host2", $"{Two}", At(30)));
        new BinaryLogWriter((Two, 5)).Insert(Two, 6, At(31)).Save(FileOf(Two, 3));

        var plan = Plan($"{One}:1", RestorePoint.BackupAlone);

        plan.Notes.ShouldContain(note => note.Contains("not complete", StringComparison.Ordinal) && note.Contains($"{Two}:1-5", StringComparison.Ordinal));
    }

    [Fact]
    public void What_the_primary_has_and_no_log_here_is_counted()
    {
        _archive.AddEpoch(new EpochStart(1, "host1", $"{One}", Start));
        new BinaryLogWriter().Insert(One, 1, At(1)).Insert(One, 2, At(2)).Save(FileOf(One, 1));

        var plan = ReplayPlan.Make(_archive, GtidSet.Parse($"{One}:1"), Start, RestorePoint.Latest, Path.Combine(_folder, "replay"), GtidSet.Parse($"{One}:1-9"));

        plan.Notes.ShouldHaveSingleItem().ShouldContain($"{One}:3-9");
    }

    [Fact]
    public void Records_whose_deletion_is_taken_back_are_named_because_their_pictures_are_gone()
    {
        _archive.AddEpoch(new EpochStart(1, "host1", $"{One}", Start));
        new BinaryLogWriter().Insert(One, 1, At(1)).Delete(One, 2, At(2), id: 7).Delete(One, 3, At(3), id: 9).Delete(One, 4, At(4), id: 8).Save(FileOf(One, 1));

        // The first deletion is restored as well: that record stays deleted.
        var plan = Plan($"{One}:1", Point(At(3)));

        plan.Losses.ReturningRecords.ShouldBe([8, 9]);
        plan.Notes.ShouldHaveSingleItem().ShouldContain(": 8, 9.");
        Plan($"{One}:1", RestorePoint.Latest).Notes.ShouldBeEmpty();
    }

    [Fact]
    public void An_epoch_is_noted_once_and_a_line_that_a_crash_cut_takes_no_other_with_it()
    {
        Directory.CreateDirectory(_folder);
        _archive.AddEpoch(new EpochStart(1, "host1", $"{One}", At(50)));
        File.AppendAllText(Path.Combine(_folder, "epochs.jsonl"), "{\"epoch\":2,\"si");
        _archive.AddEpoch(new EpochStart(2, "host2", $"{Two}", At(10)));
        _archive.AddEpoch(new EpochStart(1, "host1", $"{One}", At(60)));

        _archive.ReadEpochs().Select(static start => (start.Epoch, start.SeenAt)).ShouldBe([(1, At(50)), (2, At(10))]);
    }

    [Fact]
    public void Epochs_that_come_back_from_the_target_in_any_order_are_in_theirs()
    {
        EpochStart[] starts = [new(1, "host1", $"{Two}", At(5)) { Generation = 1 }, new(3, "host1", $"{One}", At(1)), new(2, "host2", $"{Three}", At(900))];

        LogArchive.InOrder(starts).Select(static start => start.Epoch).ShouldBe([2, 3, 1]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    public void A_file_may_end_anywhere(int missing)
    {
        _archive.AddEpoch(new EpochStart(1, "host1", $"{One}", Start));
        new BinaryLogWriter().Insert(One, 1, At(1)).Insert(One, 2, At(2)).Save(FileOf(One, 1), without: missing);

        Plan("", RestorePoint.Latest).End.ToString().ShouldBe($"{One}:1");
    }

    [Fact]
    public void A_backup_made_after_the_moment_is_refused() =>
        Should.Throw<InvalidDataException>(() => Plan("", Point(Start.AddDays(-1)))).Message.ShouldContain("choose an older one");

    [Fact]
    public void A_stream_that_is_begun_again_replaces_a_file_only_when_it_has_as_much()
    {
        var incoming = _archive.PrepareIncoming($"{One}");
        File.WriteAllText(FileOf(One, 1), "12345");
        File.WriteAllText(Path.Combine(incoming, "binlog.000001"), "123");
        _archive.TakeOver($"{One}");
        File.ReadAllText(FileOf(One, 1)).ShouldBe("12345");

        File.WriteAllText(Path.Combine(incoming, "binlog.000001"), "123456");
        _archive.TakeOver($"{One}");
        File.ReadAllText(FileOf(One, 1)).ShouldBe("123456");
        Directory.GetFiles(incoming).ShouldBeEmpty();
    }

    /// <summary>The old primary's third write reached nobody; the new one goes on from the second.</summary>
    private void Failover()
    {
        _archive.AddEpoch(new EpochStart(1, "host1", $"{One}", Start));
        new BinaryLogWriter().Insert(One, 1, At(1)).Insert(One, 2, At(2)).Insert(One, 3, At(3)).Save(FileOf(One, 1));
        _archive.AddEpoch(new EpochStart(2, "host2", $"{Two}", At(30)));
        new BinaryLogWriter((One, 2)).Insert(Two, 1, At(31)).Save(FileOf(Two, 5));
    }

    private void StepBack()
    {
        _archive.AddEpoch(new EpochStart(1, "host1", $"{One}", At(100)));
        new BinaryLogWriter().Insert(One, 1, At(1)).Insert(One, 2, At(101)).Insert(One, 3, At(102)).Save(FileOf(One, 1));
        _archive.AddEpoch(new EpochStart(2, "host2", $"{Two}", At(110)));
        new BinaryLogWriter((One, 3)).Insert(Two, 1, At(111)).Insert(Two, 2, At(112)).Save(FileOf(Two, 1));
        _archive.AddEpoch(new EpochStart(3, "host1", $"{One}", At(20)));
        new BinaryLogWriter((One, 3)).Insert(Two, 1, At(111)).Insert(Two, 2, At(112)).Insert(One, 4, At(21)).Insert(One, 5, At(22)).Save(FileOf(One, 2));
    }

    private ReplayPlan Plan(string backup, RestorePoint point) =>
        ReplayPlan.Make(_archive, GtidSet.Parse(backup), Start, point, Path.Combine(_folder, "replay"));

    private string FileOf(Guid server, int number) => Path.Combine(_folder, $"{server}", $"binlog.{number:D6}");

    private static DateTimeOffset At(double seconds) => Start.AddSeconds(seconds);

    private static RestorePoint Point(DateTimeOffset at) => RestorePoint.Latest with { Time = at };

    private static IReadOnlyList<string> Read(string file)
    {
        using var reader = new BinaryLogReader(file);
        return [.. reader.ReadTransactions().Select(static transaction => transaction.Gtid.ToString())];
    }
}
