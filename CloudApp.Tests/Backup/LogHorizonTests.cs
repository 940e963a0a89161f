using CloudApp.Backup.BinaryLogs;
using CloudApp.Backup.Planning;
using CloudApp.Contracts.Backups;
using CloudApp.Tests.Topology;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Backup;

/// <summary>Which binary logs may go: a clock that is ahead removes none that a kept backup needs.</summary>
[Trait("Layer", "pure")]
public sealed class LogHorizonTests : IDisposable
{
    private const string Server = "11111111-0000-0000-0000-000000000000";
    private static readonly DateTimeOffset Ahead = new(2038, 1, 19, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _files = new();
    private readonly LogArchive _archive;

    public LogHorizonTests()
    {
        _archive = new LogArchive(_files.Path);
        Directory.CreateDirectory(_files[Server]);
        foreach (var number in Enumerable.Range(1, 9))
            File.WriteAllText(_files[$"{Server}/binlog.{number:D6}"], "x");
    }

    public void Dispose() => _files.Dispose();

    [Fact]
    public void A_clock_that_is_ahead_removes_only_what_no_kept_backup_needs() =>
        Removed(Ahead, head: "binlog.000006").ShouldBe(["binlog.000001", "binlog.000002", "binlog.000003", "binlog.000004"]);

    [Fact]
    public void Without_a_good_backup_none_goes() => Removed(Ahead, head: null).ShouldBeEmpty();

    [Fact]
    public void What_was_written_to_lately_stays() => Removed(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), head: "binlog.000006").ShouldBeEmpty();

    [Fact]
    public void The_oldest_good_one_counts_whatever_the_names_say()
    {
        (KeptBackup, BackupManifest?)[] backups = [Made(3, "binlog.000009", 1), Made(1, "binlog.000003", 9), Made(2, "binlog.000005", 5)];

        LogHorizon.Of(backups).IsBehind(Server, "binlog.000001").ShouldBeTrue();
        LogHorizon.Of(backups).IsBehind(Server, "binlog.000002").ShouldBeFalse();
        LogHorizon.Of(backups).IsBehind("another", "binlog.000001").ShouldBeFalse();
    }

    private IEnumerable<string> Removed(DateTimeOffset oldest, string? head)
    {
        var heads = head is null ? null : new Dictionary<string, string>(StringComparer.Ordinal) { [Server] = head };
        return _archive.RemoveOlderThan(oldest, new LogHorizon(heads)).Select(static file => Path.GetFileName(file));
    }

    private static (KeptBackup, BackupManifest?) Made(long sequence, string head, int day)
    {
        var name = new BackupName("host1", new DateTimeOffset(2026, 11, day, 0, 0, 0, TimeSpan.Zero));
        var manifest = new BackupManifest(name.Text, "host1", name.At, new SnapshotContents("", [], []), 1, 1, "")
        {
            Sequence = sequence,
            LogHeads = new Dictionary<string, string>(StringComparer.Ordinal) { [Server] = head },
        };
        return (new KeptBackup(name, VerificationResult.Good) { Sequence = sequence }, manifest);
    }
}
