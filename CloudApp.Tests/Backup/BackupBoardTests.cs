using System.Text.Json;
using CloudApp.Backup.Planning;
using CloudApp.Backup.Running;
using CloudApp.Backup.Settings;
using CloudApp.Backup.Storage;
using CloudApp.Contracts.Backups;
using CloudApp.Tests.Topology;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Backup;

/// <summary>What a host says of its backups when its clock was wrong.</summary>
[Trait("Layer", "pure")]
public sealed class BackupBoardTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Ahead = new(2038, 1, 19, 2, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _files = new();
    private readonly FakeTimeProvider _time = new(Now);
    private readonly BackupFolder _folder;
    private readonly BackupBoard _board;

    public BackupBoardTests()
    {
        var settings = new BackupSettings("host1", "host2", "127.0.0.1", new BackupPlan(2, TimeZoneInfo.Utc, 7), new BackupPaths(_files.Path, _files.Path, _files.Path), new BackupSecrets("", ""));
        _folder = new BackupFolder(settings, _time);
        _board = new BackupBoard(settings, _folder, new BackupMaker(settings, _folder, null!, null!, NullLogger<BackupMaker>.Instance), _time);
    }

    public void Dispose() => _files.Dispose();

    [Fact]
    public void A_backup_from_a_time_to_come_does_not_silence_the_alarm()
    {
        Put(1, Now.AddHours(-40));
        Put(2, Ahead);

        _board.Refresh(Now.AddDays(-9), run: null, failures: 0);

        _board.Current.Problems.ShouldContain(static problem => problem.Contains("No backup of the last 40 hours", StringComparison.Ordinal));
        _board.Current.Problems.ShouldContain(static problem => problem.Contains("cloud_app_host1_20380119_020000", StringComparison.Ordinal) && problem.Contains("clock", StringComparison.Ordinal));
        _board.Current.LastVerifiedAt.ShouldBe(Now.AddHours(-40));
    }

    [Fact]
    public void Only_backups_from_a_time_to_come_are_no_known_age()
    {
        Put(1, Ahead);

        _board.Refresh(Ahead.AddDays(-1), run: null, failures: 0);

        _board.Current.Problems.ShouldContain(static problem => problem.Contains("No backup", StringComparison.Ordinal));
        _board.Current.LastVerifiedAt.ShouldBe(DateTimeOffset.UnixEpoch);
    }

    [Fact]
    public void The_newest_is_the_one_made_last_whatever_its_time()
    {
        Put(1, Now.AddDays(-2));
        Put(2, Ahead);
        Put(3, Now.AddHours(-1));

        _board.Refresh(Now.AddDays(-9), run: null, failures: 0);

        _board.Current.NewestGood.ShouldBe("cloud_app_host1_20261124_110000");
        _folder.Newest()!.Name.At.ShouldBe(Now.AddHours(-1));
        _folder.List().Select(static backup => backup.Name.At).ShouldBe([Now.AddDays(-2), Ahead, Now.AddHours(-1)]);
    }

    [Fact]
    public void A_name_that_is_taken_is_not_given_again()
    {
        Put(1, Now);
        Put(2, Now.AddSeconds(1));

        _folder.NextName().At.ShouldBe(Now.AddSeconds(2));
        _folder.NextSequence().ShouldBe(3);
    }

    private void Put(long sequence, DateTimeOffset at)
    {
        var name = new BackupName("host1", at);
        File.WriteAllText(_files[name.DumpFile], "x");
        var manifest = new BackupManifest(name.Text, "host1", at, new SnapshotContents("", [], []), 1, 1, "")
        {
            Sequence = sequence,
            Verification = new Verification(VerificationResult.Good, at, "", 1),
        };
        File.WriteAllText(_files[name.ManifestFile], JsonSerializer.Serialize(manifest, ManifestJson.Default.BackupManifest));
    }
}
