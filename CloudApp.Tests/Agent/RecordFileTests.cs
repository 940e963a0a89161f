using CloudApp.Agent.Arbitration;
using CloudApp.Agent.Settings;
using CloudApp.Failover;
using CloudApp.Failover.Arbitration;
using CloudApp.ServiceDefaults.Settings;
using CloudApp.Tests.Topology;
using CsCheck;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Agent;

[Trait("Layer", "pure")]
public sealed class RecordFileTests : IDisposable
{
    private static readonly Gen<PairRecord> SomeRecord = Gen.Select(
        Gen.Long[1, 5], Gen.Bool, Gen.Bool, Gen.Long[1, 5], Gen.Bool,
        static (epoch, first, sync, change, forced) => new PairRecord(new ClusterRecord(epoch, first ? "host1" : "host2", sync ? "host2/1/1" : null), change, forced));

    private readonly TemporaryFolder _folder = new();

    private string Path => System.IO.Path.Combine(_folder.Path, "record.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_written_is_read_again_and_nothing_is_left_beside_it()
    {
        var record = new PairRecord(new ClusterRecord(3, "host1", "host2/17/1"), 9, Forced: true);
        new RecordFile(Path).Read().ShouldBeNull();
        new RecordFile(Path).Write(record);
        new RecordFile(Path).Read().ShouldBe(record);
        Directory.GetFiles(_folder.Path).ShouldBe([Path]);
        File.GetUnixFileMode(Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void A_crash_before_the_rename_leaves_the_old_record_and_does_not_block_the_next_write()
    {
        var old = new PairRecord(new ClusterRecord(3, "host1", null), 1, Forced: false);
        new RecordFile(Path).Write(old);
        File.WriteAllText(Path + ".new", "{\"record\":{\"epoch\":4,\"prim");
        new RecordFile(Path).Read().ShouldBe(old);
        var next = old with { Change = 2 };
        new RecordFile(Path).Write(next);
        new RecordFile(Path).Read().ShouldBe(next);
    }

    [Fact]
    public void A_damaged_file_is_an_error_that_says_what_to_do_and_never_a_first_start()
    {
        foreach (var text in new[] { "", "null", "{", "{\"record\":7}", "{}" })
        {
            File.WriteAllText(Path, text);
            Should.Throw<SettingsException>(() => new RecordFile(Path).Read()).Message.ShouldContain("copy the file of the other host");
        }
    }

    [Fact]
    public void Whatever_is_written_the_epoch_in_the_file_only_grows() => SomeRecord.List[1, 12].Sample(records =>
    {
        File.Delete(Path);
        PairRecord? last = null;
        foreach (var record in records)
        {
            try
            {
                new RecordFile(Path).Write(record);
            }
            catch (InvalidOperationException)
            {
                // Refused: what is there stays.
            }
            var now = new RecordFile(Path).Read()!;
            now.Record.Epoch.ShouldBeGreaterThanOrEqualTo(last?.Record.Epoch ?? 0);
            (last is null || now == last || PairRecord.IsNewer(now, last)).ShouldBeTrue();
            last = now;
        }
    }, iter: 50, threads: 1);

    [Fact]
    public void Of_two_different_records_exactly_one_is_newer() => Gen.Select(SomeRecord, SomeRecord).Sample((a, b) =>
    {
        var same = a.Record.Epoch == b.Record.Epoch && string.Equals(a.Record.Primary, b.Record.Primary, StringComparison.Ordinal) && a.Change == b.Change;
        (PairRecord.IsNewer(a, b) ^ PairRecord.IsNewer(b, a)).ShouldBe(!same);
    });
}
