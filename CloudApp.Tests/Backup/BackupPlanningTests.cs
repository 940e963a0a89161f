using System.Text;
using CloudApp.Backup.Planning;
using CloudApp.Backup.Settings;
using CloudApp.ServiceDefaults.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Backup;

[Trait("Layer", "pure")]
public sealed class BackupPlanningTests
{
    private const string Head = """
        -- MySQL dump 10.13
        SET @@GLOBAL.GTID_PURGED=/*!80000 '+'*/ '44bbc030-e7f2-11f1-b8ff-02fc00000001:1-16,
        55bbc030-e7f2-11f1-b8ff-02fc00000001:1-3:7';
        -- CHANGE REPLICATION SOURCE TO SOURCE_LOG_FILE='binlog.000004', SOURCE_LOG_POS=12988637;

        """;

    private const string End = "\n-- Dump completed on 2026-11-24 10:31:57\n";

    [Fact]
    public void A_name_says_site_and_time_and_comes_back()
    {
        var name = BackupName.Now("host-1", new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 3, 4, 5, 678, TimeSpan.FromHours(1))));
        name.DumpFile.ShouldBe("cloud_app_host-1_20261124_020405.sql.gz");
        BackupName.Parse(name.DumpFile).ShouldBe(name);
        BackupName.Parse(name.Text).ShouldBe(name);
    }

    [Theory]
    [InlineData("cloud_app_host1_20261324_020405")]
    [InlineData("cloud_app_host1_20261124_020405.sql")]
    [InlineData("cloud_app_../x_20261124_020405")]
    [InlineData(".unfinished-cloud_app_host1_20261124_020405.sql.gz")]
    [InlineData("")]
    public void Anything_else_is_no_name(string text) => BackupName.Parse(text).ShouldBeNull();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public void A_dumps_head_and_tail_are_seen_whatever_the_pieces(int piece)
    {
        var tail = Read(Head + string.Concat(Enumerable.Repeat("INSERT INTO `t` VALUES (1,'-- Dump completed on');\n", 100)) + End, piece);
        tail.IsComplete.ShouldBeTrue();
        tail.GtidSet.ShouldBe("44bbc030-e7f2-11f1-b8ff-02fc00000001:1-16,55bbc030-e7f2-11f1-b8ff-02fc00000001:1-3:7");
        tail.BinaryLogPosition.ShouldBe("binlog.000004:12988637");
    }

    [Theory]
    [InlineData("")]
    [InlineData("INSERT INTO `t` VALUES (1,'-- Dump completed on 2026-11-24 10:31:57\n');\n")]
    [InlineData("\n-- Dump completed on 2026-11-24 10:31:57")]
    public void A_dump_without_its_last_line_is_not_complete(string end) => Read(Head + end, 10).IsComplete.ShouldBeFalse();

    [Theory]
    [InlineData(2, "", "mysqldump failed after 337 bytes (code 2): ")]
    [InlineData(0, "Warning: x\nmysqldump: Error: 'SELECT command denied' when trying to dump masking policies\n", "mysqldump failed after 337 bytes (code 0): mysqldump: Error: 'SELECT command denied' when trying to dump masking policies")]
    [InlineData(0, "Warning: A partial dump from a server that has GTIDs\n", "")]
    public void Exit_code_and_words_of_mysqldump_both_count(int code, string complaints, string problem) =>
        DumpVerdict.Problem(code, complaints, Read(Head + End, 10)).Replace($"{Head.Length + End.Length} bytes", "337 bytes", StringComparison.Ordinal).ShouldBe(problem);

    [Theory]
    [InlineData(2, "mysqldump: Couldn't execute 'RELEASE SAVEPOINT sp': Lost connection to MySQL server during query (2013)\n", true)]
    [InlineData(2, "Warning: x\nmysqldump: Error 2013: Lost connection to MySQL server during query when dumping table `t` at row: 13\n", true)]
    [InlineData(2, "mysqldump: Got error: 2003: Can't connect to MySQL server on '127.0.0.1:3306' (111) when trying to connect\n", true)]
    [InlineData(2, "mysqldump: Got error: 1045: Access denied for user 'x'@'y' (using password: YES) when trying to connect\n", false)]
    [InlineData(5, "mysqldump: Got errno 28 on write\n", false)]
    [InlineData(2, "Warning: A partial dump from a server that has GTIDs\n", true)]
    [InlineData(137, "Warning: A partial dump from a server that has GTIDs\n", false)]
    [InlineData(0, "", false)]
    public void A_session_that_the_server_ended_is_told_from_other_ends(int code, string complaints, bool isEnded) =>
        DumpVerdict.IsSessionEnded(code, complaints).ShouldBe(isEnded);

    [Fact]
    public void Each_difference_is_named()
    {
        var before = new SnapshotContents("g", [new("a", "t1", 1, "x"), new("a", "t2", 2, "x"), new("a", "t3", 3, "x"), new("a", "t4", 4, "x")], ["view a.v", "trigger a.r"]);
        var after = new SnapshotContents("", [new("a", "t1", 1, "x"), new("a", "t2", 1, "y"), new("a", "t3", 3, "y"), new("a", "t5", 0, "x")], ["view a.v"]);
        ContentComparison.Differences(before, before).ShouldBe("");
        ContentComparison.Differences(before, after).ShouldBe(
            "a.t2 has 1 rows instead of 2; a.t3 has its 3 rows, but not their content; a.t4 is missing; a.t5 is there and was not in the snapshot; trigger a.r is missing");
    }

    [Fact]
    public void Low_disk_space_is_a_sentence_with_both_figures()
    {
        const long MiB = 1024 * 1024;
        DiskRoom.ForBackup("The disk of /b on host1", 100 * MiB, 60 * MiB).Problem.ShouldBe("");
        DiskRoom.ForBackup("The disk of /b on host1", 80 * MiB, 60 * MiB).Problem.ShouldBe("The disk of /b on host1 has 80 MiB free and 90 MiB are needed: make room there.");
        DiskRoom.ForBackup("The disk of /b on host1", 15 * MiB, 0).IsEnough.ShouldBeFalse();
    }

    [Fact]
    public void Every_mistake_in_the_settings_is_named_at_once()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Backup:Site"] = "host1",
            ["Backup:Hour"] = "24",
            ["Backup:TimeZone"] = "Mars/Base",
        }).Build();
        var message = Should.Throw<SettingsException>(() => BackupSettings.Read(configuration)).Message;
        foreach (var mistake in new[] { "Backup__PeerSite is missing", "Backup__MySqlAddress is missing", "Backup__Hour is '24'", "Backup__TimeZone is 'Mars/Base'", "MYSQL_BACKUP_PASSWORD is missing", "AGENT_TOKEN is missing", "TLS_CA_CERT_B64 is missing" })
            message.ShouldContain(mistake);
    }

    private static DumpTail Read(string text, int piece)
    {
        var tail = new DumpTail();
        foreach (var bytes in Encoding.UTF8.GetBytes(text).Chunk(piece))
            tail.Add(bytes);
        return tail;
    }
}
