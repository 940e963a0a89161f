using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CloudApp.Contracts.Agents;
using CloudApp.Contracts.Applications;
using CloudApp.Contracts.Backups;
using CloudApp.Contracts.Json;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Contracts;

/// <summary>The documents between our programs, letter by letter: a host of the previous release writes and reads exactly these.</summary>
[Trait("Layer", "pure")]
public sealed class GoldenDocumentTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 24, 2, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Later = At.AddMinutes(5);

    [Fact]
    public void An_agents_status() => Same(
        new AgentStatus("host1")
        {
            Version = 7,
            Instance = "0123456789abcdef0123456789abcdef",
            Role = AgentRoles.Primary,
            State = "PrimarySync",
            Reason = "the partner has everything",
            Epoch = 3,
            Address = "192.168.64.14",
            MySqlPort = 3306,
            IsPrimary = true,
            IsReadable = true,
            Sync = new SyncStatus { Mode = SyncStatus.InSync, AcknowledgedWriteCanBeLost = false, Because = "both have it" },
            Server = new ServerStatus
            {
                Process = "Running",
                ProcessId = 42,
                UptimeSeconds = 12.5,
                StartNumber = 2,
                ServerUuid = "3e11fa47-71ca-11e1-9e33-c80aa9429562",
                GtidExecuted = "3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5",
                GtidRetrieved = "",
                LagSeconds = 1,
                SemiSyncSource = true,
                SemiSyncClients = 1,
                HeartbeatAgeMs = 12.25,
                DiskFreeBytes = 1_000_000,
            },
            Arbiter = "etcd",
            ArbiterSpacePercent = 12,
            SeenEpoch = 3,
            SeenHistory = 1,
            SeenRecord = "epoch 3 with host1 as the primary, alone",
            SavedTransactions = ["/var/lib/cloudapp/divergent/1"],
        },
        ContractsJson.Default.AgentStatus,
        """
        {"site":"host1","version":7,"instance":"0123456789abcdef0123456789abcdef","role":"primary","state":"PrimarySync",
        "reason":"the partner has everything","epoch":3,"address":"192.168.64.14","mySqlPort":3306,"isPrimary":true,"isReplica":false,"isReadable":true,
        "sync":{"mode":"sync","acknowledgedWriteCanBeLost":false,"because":"both have it"},
        "server":{"process":"Running","processId":42,"uptimeSeconds":12.5,"startNumber":2,"serverUuid":"3e11fa47-71ca-11e1-9e33-c80aa9429562",
        "superReadOnly":false,"offlineMode":false,"gtidExecuted":"3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5","gtidPurged":"","gtidRetrieved":"",
        "sourceHost":"","ioThreadRunning":false,"sqlThreadRunning":false,"lastError":"","lagSeconds":1,"semiSyncSource":true,"semiSyncClients":1,
        "heartbeatAgeMs":12.25,"diskFreeBytes":1000000},
        "arbiter":"etcd","openCase":"","arbiterSpacePercent":12,"isArbiterOutOfSpace":false,"arbiterProblem":"","closed":"","isRestoreHost":false,"seenEpoch":3,"seenHistory":1,
        "seenRecord":"epoch 3 with host1 as the primary, alone","isRecordRolledBack":false,"savedTransactions":["/var/lib/cloudapp/divergent/1"]}
        """);

    [Fact]
    public void A_report_between_agents() => Same(
        new PeerReport("host1", 4, 17, "PrimarySync", 3, "abc", Attached: true, Settled: true, Closed: false, "3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5", null, "Follow", 2, 77),
        ContractsJson.Default.PeerReport,
        """
        {"site":"host1","run":4,"sequence":17,"state":"PrimarySync","epoch":3,"incarnation":"abc","attached":true,"settled":true,"closed":false,
        "executed":"3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5","received":null,"verdict":"Follow","history":2,"revision":77}
        """);

    [Fact]
    public void The_access_to_an_empty_server() => Same(
        new RestoreAccess("cloudapp_restore", "ABC", 3), ContractsJson.Default.RestoreAccess, """{"user":"cloudapp_restore","password":"ABC","startNumber":3}""");

    [Fact]
    public void A_backup_services_status() => Same(
        new BackupStatus("host1")
        {
            Directory = "/var/backups/mysql",
            Count = 2,
            NewestGood = "cloud_app_host1_20261124_020000",
            NewestGoodAt = At,
            LastVerifiedAt = At,
            Since = At,
            NextAt = Later,
            Run = new BackupRun("backup", "cloud_app_host1_20261124_020000", "done", At) { EndedAt = Later },
            DiskFreeBytes = 5,
            DiskNeededBytes = 3,
            BinaryLogs = new BinaryLogStatus { Source = "host2", ServerUuid = "u", File = "binlog.000001", BytesBehind = 0, SecondsBehind = 0.5, OldestAt = At },
            OffSite = new OffSiteStatus { Target = "/mnt/nas", SecondsBehind = 1, ShipsForBoth = true, Files = 4, Bytes = 9 },
            Problems = ["The disk is nearly full."],
        },
        ContractsJson.Default.BackupStatus,
        """
        {"site":"host1","directory":"/var/backups/mysql","count":2,"newestGood":"cloud_app_host1_20261124_020000","newestGoodAt":"2026-11-24T02:00:00+00:00",
        "lastVerifiedAt":"2026-11-24T02:00:00+00:00","since":"2026-11-24T02:00:00+00:00","nextAt":"2026-11-24T02:05:00+00:00",
        "run":{"what":"backup","name":"cloud_app_host1_20261124_020000","phase":"done","beganAt":"2026-11-24T02:00:00+00:00","endedAt":"2026-11-24T02:05:00+00:00","problem":""},
        "isFailing":false,"diskFreeBytes":5,"diskNeededBytes":3,
        "binaryLogs":{"source":"host2","serverUuid":"u","file":"binlog.000001","bytesBehind":0,"secondsBehind":0.5,"problem":"","oldestAt":"2026-11-24T02:00:00+00:00"},
        "offSite":{"target":"/mnt/nas","secondsBehind":1,"shipsForBoth":true,"files":4,"bytes":9,"problem":""},
        "problems":["The disk is nearly full."]}
        """);

    [Fact]
    public void The_list_of_backups() => Same(
        [new BackupEntry("cloud_app_host1_20261124_020000", "host1", At, 10, 20, VerificationResult.Good, Later, "") { GtidSet = "u:1", LockMs = 1.5, DumpSeconds = 2, VerifySeconds = 3 }],
        ContractsJson.Default.IReadOnlyListBackupEntry,
        """
        [{"name":"cloud_app_host1_20261124_020000","site":"host1","madeAt":"2026-11-24T02:00:00+00:00","bytes":10,"rows":20,"result":"Good",
        "verifiedAt":"2026-11-24T02:05:00+00:00","problem":"","gtidSet":"u:1","lockMs":1.5,"dumpSeconds":2,"verifySeconds":3}]
        """);

    [Fact]
    public void A_restore_is_asked_for() => Same(
        new RestoreRequest("cloud_app_host1_20261124_020000", "latest", FromTarget: false, null),
        ContractsJson.Default.RestoreRequest,
        """{"name":"cloud_app_host1_20261124_020000","until":"latest","fromTarget":false,"identity":null}""");

    [Fact]
    public void What_a_restore_would_do() => Same(
        new RestorePreview("cloud_app_host1_20261124_020000", At, 2, Later, 1, [new LostWrite("u:7", Later, ["inserts cloud_app.records"])], "u:1-6") { Moment = "2026-11-24 02:05:00 UTC", Notes = ["a note"] },
        ContractsJson.Default.RestorePreview,
        """
        {"name":"cloud_app_host1_20261124_020000","backupAt":"2026-11-24T02:00:00+00:00","replayCount":2,"lastAt":"2026-11-24T02:05:00+00:00","lostCount":1,
        "lost":[{"gtid":"u:7","at":"2026-11-24T02:05:00+00:00","changes":["inserts cloud_app.records"]}],"endSet":"u:1-6",
        "moment":"2026-11-24 02:05:00 UTC","isLostComplete":true,"notes":["a note"]}
        """);

    [Fact]
    public void How_far_a_restore_is() => Same(
        new RestoreProgress(RestoreState.Running, "loads it", "", 1.5, new Dictionary<string, long>(StringComparer.Ordinal) { ["cloud_app.records"] = 3 }, 1, "/var/backups/mysql/lost.txt", 0),
        ContractsJson.Default.RestoreProgress,
        """
        {"state":"Running","step":"loads it","problem":"","seconds":1.5,"tables":{"cloud_app.records":3},"lostCount":1,"lostFile":"/var/backups/mysql/lost.txt","objects":0}
        """);

    [Fact]
    public void An_applications_health() => Same(
        new HealthReport("healthy", "host1", "app1", 1.5, new HealthPart(true, true, [new ProbeResult("lb1", ProbeResult.Ok, 0.5, "u", "replica")]), new HealthPart(true, false, []), new HealthPart(false, true, [])),
        ContractsJson.Default.HealthReport,
        """
        {"status":"healthy","site":"host1","node":"app1","elapsedMs":1.5,
        "reads":{"reached":true,"needed":true,"ways":[{"name":"lb1","result":"ok","elapsedMs":0.5,"server":"u","role":"replica"}]},
        "writes":{"reached":true,"needed":false,"ways":[]},"objects":{"reached":false,"needed":true,"ways":[]}}
        """);

    [Fact]
    public void The_applications_stores() => Same(
        new StorageStatus(
            ["host1", "host2"], 1, 0,
            new ReconcilerReport(
                "app1", At, IsPaused: false, [new SiteReport("host1", Serves: true, 0)], new PassReport(At, Later, 1_200, 2_399, 1, 0, OrphansKept: false),
                3, 0, 1, 0, 1_200, Later)),
        ContractsJson.Default.StorageStatus,
        """
        {"sites":["host1","host2"],"missingCopies":1,"withoutObject":0,
        "sweeper":{"leader":"app1","leadsSince":"2026-11-24T02:00:00+00:00","isPaused":false,"sites":[{"name":"host1","serves":true,"missingCopies":0}],
        "lastPass":{"startedAt":"2026-11-24T02:00:00+00:00","finishedAt":"2026-11-24T02:05:00+00:00","rows":1200,"objects":2399,"missingCopies":1,"orphans":0,"orphansKept":false},
        "copied":3,"repaired":0,"orphansRemoved":1,"damagedEverywhere":0,"verified":1200,"lastVerifiedAt":"2026-11-24T02:05:00+00:00"}}
        """);

    [Fact]
    public void A_document_with_less_in_it_has_what_its_type_begins_with()
    {
        var agent = Read("""{"site":"host1"}""", ContractsJson.Default.AgentStatus);
        agent.Sync.AcknowledgedWriteCanBeLost.ShouldBeTrue();
        agent.Sync.Mode.ShouldBe(SyncStatus.Unknown);
        agent.Role.ShouldBe(AgentRoles.None);
        agent.SavedTransactions.ShouldBeEmpty();
        var backup = Read("""{"site":"host1"}""", ContractsJson.Default.BackupStatus);
        backup.BinaryLogs.SecondsBehind.ShouldBe(-1);
        backup.Problems.ShouldBeEmpty();
        Read("""{"sites":["host1","host2"],"missingCopies":0,"withoutObject":0}""", ContractsJson.Default.StorageStatus).Reconciler.ShouldBeNull();
    }

    [Fact]
    public void What_a_later_release_adds_is_passed_over() =>
        Read("""{"site":"host1","epoch":4,"mood":"good"}""", ContractsJson.Default.AgentStatus).Epoch.ShouldBe(4);

    private static void Same<T>(T document, JsonTypeInfo<T> type, string golden)
    {
        var written = golden.ReplaceLineEndings("");
        JsonSerializer.Serialize(document, type).ShouldBe(written);
        JsonSerializer.Serialize(Read(written, type), type).ShouldBe(written);
    }

    private static T Read<T>(string text, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(text, type)!;
}
