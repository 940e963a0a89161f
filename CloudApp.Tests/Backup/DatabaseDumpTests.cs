using CloudApp.Backup.BinaryLogs;
using CloudApp.Backup.Dumping;
using CloudApp.Backup.Planning;
using CloudApp.Backup.Settings;
using CloudApp.Backup.Storage;
using CloudApp.Backup.Tools;
using CloudApp.Tests.Api;
using CloudApp.Tests.Topology;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Backup;

/// <summary>A backup of a server that is away.</summary>
public sealed class DatabaseDumpTests : IDisposable
{
    private const int StepMs = 10;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_server_that_does_not_answer_is_asked_again_before_the_backup_has_failed()
    {
        var (time, again) = (new FakeTimeProvider(), new CountingLogger<DatabaseDump>());
        Directory.CreateDirectory(_folder["backups"]);
        var settings = new BackupSettings(
            "host1", "host2", "127.0.0.1", new BackupPlan(3, TimeZoneInfo.Utc, 7),
            new BackupPaths(_folder["backups"], _folder["scratch"], _folder["run"]), new BackupSecrets("secret", "secret"))
        {
            MySqlPort = ApiProcess.FreeAddress().Port,
        };
        var dump = new DatabaseDump(settings, new ServerAccess(settings), new BackupFolder(settings, time), new LogArchive(settings.Paths.BinaryLogDirectory), time, again);

        var making = dump.MakeAsync(BackupName.Now("host1", time), TestContext.Current.CancellationToken);
        while (!making.IsCompleted)
        {
            time.Advance(DumpLimits.BetweenTries);
            await Task.Delay(TimeSpan.FromMilliseconds(StepMs), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        (await Should.ThrowAsync<BackupException>(making)).Message.ShouldContain("cannot be asked");
        again.Count.ShouldBe(DumpLimits.Tries - 1);
    }
}
