using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CloudApp.Agent.MySql;
using CloudApp.Agent.Settings;
using CloudApp.Backup.Planning;
using CloudApp.Backup.Settings;
using CloudApp.Contracts.Backups;
using CloudApp.Contracts.Json;
using CloudApp.Operations.Engine;
using CloudApp.Tests.Infra;
using CloudApp.Tests.Topology;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MySqlConnector;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Backup;

/// <summary>
/// One server with the accounts that the agent makes, and the backup service as the bundles run it, on loopback
/// addresses. The backups lie on a small disk of their own, so that it can be full.
/// </summary>
public sealed class BackupSite : IAsyncLifetime
{
    public const string Site = "host1";

    private const string Prefix = "cloudapp-test-backup-";
    private const string ServerAddress = "127.0.2.44";
    private const string ServiceAddress = "127.0.2.45";
    private const int ServicePort = 8010;
    private const int AgentPort = 8008;
    private const int DiskMiB = 112;
    private const int PollMs = 100;
    private const int WatchPollMs = 10;
    private const int StartSeconds = 90;
    private const int RunSeconds = 120;

    private const string ServerScript = """
        set -eu
        data=/var/lib/cloudapp/mysql
        printf '%s' "$STATEMENTS" > /tmp/initial.sql
        mysqld --defaults-file=/etc/cloudapp/my.cnf --initialize-insecure --datadir=$data --init-file=/tmp/initial.sql \
            --skip-log-bin --gtid-mode=OFF --enforce-gtid-consistency=OFF --log-error-verbosity=1
        exec mysqld --defaults-file=/etc/cloudapp/my.cnf --datadir=$data --bind-address="$ADDRESS" --server-id=1 \
            --loose-log-bin-trust-function-creators=ON --super-read-only=OFF --read-only=OFF --offline-mode=OFF --sync-binlog=0 --innodb-flush-log-at-trx-commit=0
        """;

    private readonly HttpClient _client = new() { BaseAddress = new Uri($"http://{ServiceAddress}:{ServicePort}"), Timeout = TimeSpan.FromSeconds(5) };
    private readonly TemporaryFolder _folder = new();
    private readonly AgentSecrets _secrets = new(NewSecret(), NewSecret(), NewSecret(), NewSecret(), NewSecret());
    private DockerEngine? _engine;
    private string _authority = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string NewSecret() => Guid.NewGuid().ToString("N");

    private DockerCli Docker => _engine!.Docker;

    private string Mount => _folder["backups"];

    /// <summary>The backups' directory, at /var/backups/mysql in the container; the disk is mounted where only the engine is.</summary>
    public string Directory => $"/proc/{_engine!.InitPid}/root{Mount}";

    public string PathOf(string file) => Path.Combine(Directory, file);

    public async ValueTask InitializeAsync()
    {
        _engine = await Builder.StartAsync();
        await Builder.ImageAsync(_engine, "mysql");
        await Builder.ImageAsync(_engine, "backup");
        await RemoveAsync();
        System.IO.Directory.CreateDirectory(Mount);
        await InEngineAsync("mount", "-t", "tmpfs", "-o", $"size={DiskMiB}m,uid=999,gid=999,mode=0750", "tmpfs", Mount);
        await Docker.RunAsync(
        [
            "run", "--detach", "--name", Prefix + "server", "--network=host", "--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges",
            "--tmpfs=/tmp", "--tmpfs=/run/cloudapp:uid=999,gid=999", "--tmpfs=/var/lib/cloudapp:uid=999,gid=999,mode=0750",
            .. Builder.Environment(new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ADDRESS"] = ServerAddress, ["STATEMENTS"] = Accounts.InitialStatements(_secrets),
            }),
            "--entrypoint=/bin/sh", "cloudapp/mysql:0.1.0", "-c", ServerScript,
        ]);
        await WaitForServerAsync();
        // The server made itself an authority; the service must accept no other.
        _authority = await Docker.RunAsync(["exec", Prefix + "server", "base64", "-w0", "/var/lib/cloudapp/mysql/ca.pem"]);
    }

    public async ValueTask DisposeAsync()
    {
        await RemoveAsync();
        await InEngineAsync("umount", Mount);
        _folder.Dispose();
        _client.Dispose();
    }

    /// <summary>Starts the service anew; its hour has just begun, in UTC.</summary>
    /// <param name="firstSeen">When it is to believe that it saw the directory first.</param>
    public async Task StartServiceAsync(DateTimeOffset firstSeen)
    {
        await StopServiceAsync();
        await File.WriteAllTextAsync(PathOf(".since"), firstSeen.ToString("O"), Cancellation);
        await Docker.RunAsync(
        [
            "run", "--detach", "--name", Prefix + "service", "--network=host", "--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges", "--memory=1024m",
            "--tmpfs=/tmp", "--tmpfs=/run/cloudapp:uid=999,gid=999,mode=0750", "--tmpfs=/var/lib/cloudapp-backup:uid=999,gid=999,mode=0750",
            $"--volume={Mount}:/var/backups/mysql",
            .. Builder.Environment(new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Backup__Site"] = Site,
                ["Backup__PeerSite"] = "host2",
                ["Backup__PeerAddress"] = "127.0.0.99",
                ["Backup__MySqlAddress"] = ServerAddress,
                ["Backup__BindAddress"] = ServiceAddress,
                ["Backup__Hour"] = TimeProvider.System.GetUtcNow().Hour.ToString(CultureInfo.InvariantCulture),
                ["Backup__SettleSeconds"] = "1",
                ["MYSQL_BACKUP_PASSWORD"] = _secrets.BackupPassword,
                ["AGENT_TOKEN"] = _secrets.AgentToken,
                ["TLS_CA_CERT_B64"] = _authority,
            }),
            "cloudapp/backup:0.1.0",
        ]);
        await WaitAsync(static _ => true, StartSeconds);
    }

    public Task StopServiceAsync() => Docker.TryAsync(["rm", "--force", Prefix + "service"]);

    public Task<MySqlConnection> ConnectAsync() => ConnectAsync(AccountNames.Application, _secrets.AppPassword, SchemaNames.Application);

    private static async Task<MySqlConnection> ConnectAsync(string user, string password, string schema)
    {
        var connection = new MySqlConnection(new MySqlConnectionStringBuilder
        {
            Server = ServerAddress,
            UserID = user,
            Password = password,
            Database = schema,
            SslMode = MySqlSslMode.Required,
            Pooling = false,
            ConnectionTimeout = 5,
            DefaultCommandTimeout = 60,
        }.ConnectionString);
        await connection.OpenAsync(Cancellation);
        return connection;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = new MySqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    /// <summary>The server ends all sessions of the backup service; returns how many.</summary>
    public async Task<int> EndSessionsAsync()
    {
        await using var connection = await ConnectAsync(AccountNames.Backup, _secrets.BackupPassword, "");
        var ids = new List<ulong>();
        await using (var list = new MySqlCommand("SHOW PROCESSLIST", connection))
        await using (var rows = await list.ExecuteReaderAsync(Cancellation))
        {
            while (await rows.ReadAsync(Cancellation))
                ids.Add(rows.GetUInt64("Id"));
        }
        foreach (var id in ids.Where(id => id != (ulong)connection.ServerThread))
        {
            await using var kill = new MySqlCommand(string.Create(CultureInfo.InvariantCulture, $"KILL {id}"), connection);
            try
            {
                await kill.ExecuteNonQueryAsync(Cancellation);
            }
            catch (MySqlException gone) when (gone.ErrorCode == MySqlErrorCode.NoSuchThread)
            {
                // It has ended by itself since the list was read.
            }
        }
        return ids.Count - 1;
    }

    /// <summary>Answers as the agent of this server does while it is the primary, until it is disposed.</summary>
    public async Task<IAsyncDisposable> StartAgentAsync()
    {
        string uuid;
        await using (var connection = await ConnectAsync())
        await using (var command = new MySqlCommand("SELECT @@server_uuid", connection))
            uuid = (string)(await command.ExecuteScalarAsync(Cancellation))!;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Parse(ServerAddress), AgentPort));
        var agent = builder.Build();
        agent.MapGet("/status", () => Results.Text(
            $$"""{"site":"{{Site}}","address":"{{ServerAddress}}","epoch":1,"isPrimary":true,"server":{"serverUuid":"{{uuid}}","gtidExecuted":"","gtidPurged":"" } }""", "application/json"));
        await agent.StartAsync(Cancellation);
        return agent;
    }

    /// <summary>Waits until the service says what is wanted.</summary>
    public async Task<BackupStatus> WaitAsync(Func<BackupStatus, bool> wanted, int seconds = RunSeconds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        BackupStatus? last = null;
        while (!limit.IsCancellationRequested)
        {
            try
            {
                last = await _client.GetFromJsonAsync(BackupRoutes.Status, ContractsJson.Default.BackupStatus, limit.Token);
                if (wanted(last!))
                    return last!;
                await Task.Delay(TimeSpan.FromMilliseconds(PollMs), TimeProvider.System, limit.Token);
            }
            catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(PollMs), TimeProvider.System, CancellationToken.None);
            }
        }
        var log = await Docker.TryAsync(["logs", "--tail", "30", Prefix + "service"]);
        throw new TimeoutException($"The service did not get there within {seconds} s; it says {last} {last?.Run} {string.Join(' ', last?.Problems ?? [])}\n{log.StandardOutput}{log.StandardError}");
    }

    /// <summary>Begins a run, waits for its end, and returns it.</summary>
    public async Task<BackupRun> RunAsync(string path)
    {
        var begun = await BeginAsync(path);
        return (await WaitAsync(status => status.Run is { EndedAt: not null } run && run.BeganAt == begun.BeganAt)).Run!;
    }

    public async Task<BackupRun> BeginAsync(string path)
    {
        using var answer = await SendAsync(HttpMethod.Post, path, _secrets.AgentToken);
        ((int)answer.StatusCode).ShouldBe(202, await answer.Content.ReadAsStringAsync(Cancellation));
        return (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.BackupRun, Cancellation))!;
    }

    public async Task<IReadOnlyList<BackupEntry>> ListAsync()
    {
        using var answer = await SendAsync(HttpMethod.Get, "/backups", _secrets.AgentToken);
        return (await answer.Content.ReadFromJsonAsync(ContractsJson.Default.IReadOnlyListBackupEntry, Cancellation))!;
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string token)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return _client.SendAsync(request, Cancellation);
    }

    internal Task<string> MetricsAsync() => _client.GetStringAsync("/metrics", Cancellation);

    internal BackupManifest ManifestOf(BackupName name) =>
        JsonSerializer.Deserialize(File.ReadAllText(PathOf(name.ManifestFile)), ManifestJson.Default.BackupManifest)!;

    /// <summary>Copies a backup with all its files, as if it had been made days earlier.</summary>
    /// <param name="linked">The copies take no room; nobody may change them.</param>
    internal async Task<BackupName> CopyOfAsync(BackupName name, int daysEarlier, bool linked = false)
    {
        var copy = name with { At = name.At.AddDays(-daysEarlier) };
        foreach (var (from, to) in new[] { (name.DumpFile, copy.DumpFile), (name.ChecksumFile, copy.ChecksumFile), (name.ManifestFile, copy.ManifestFile) })
            await RunToolAsync("cp", "--preserve=all", linked ? "--link" : "--reflink=auto", PathOf(from), PathOf(to));
        return copy;
    }

    internal async Task<BackupName> RenameAsync(BackupName name, int daysEarlier)
    {
        var copy = await CopyOfAsync(name, daysEarlier, linked: true);
        Delete(name);
        return copy;
    }

    internal void Delete(BackupName name)
    {
        foreach (var file in new[] { name.DumpFile, name.ChecksumFile, name.ManifestFile })
            File.Delete(PathOf(file));
    }

    /// <summary>Puts another text in a backup's place, with length and checksum that fit.</summary>
    internal async Task ReplaceAsync(BackupName name, string text)
    {
        await using (var file = File.Create(PathOf(name.DumpFile)))
        await using (var gzip = new GZipStream(file, CompressionLevel.Fastest))
            await gzip.WriteAsync(Encoding.Latin1.GetBytes(text), Cancellation);
        var bytes = await File.ReadAllBytesAsync(PathOf(name.DumpFile), Cancellation);
        var manifest = ManifestOf(name) with { Bytes = bytes.Length, Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) };
        await File.WriteAllTextAsync(PathOf(name.ManifestFile), JsonSerializer.Serialize(manifest, ManifestJson.Default.BackupManifest), Cancellation);
        await InEngineAsync("chown", "999:999", Path.Combine(Mount, name.DumpFile), Path.Combine(Mount, name.ManifestFile));
    }

    /// <summary>Fills the disk up to so many free bytes; null empties it again.</summary>
    public async Task LeaveFreeAsync(long? bytes)
    {
        File.Delete(PathOf("filler"));
        if (bytes is null)
            return;
        var length = new DriveInfo(Directory).AvailableFreeSpace - bytes.Value;
        await InEngineAsync("fallocate", "-l", length.ToString(CultureInfo.InvariantCulture), Path.Combine(Mount, "filler"));
    }

    /// <summary>Runs a script inside the service's container.</summary>
    public async Task<string> ShellAsync(string script) => await Docker.RunAsync(["exec", Prefix + "service", "sh", "-c", script]);

    /// <summary>Runs a script inside the container once the next dump is well under way. Returns when that is being
    /// watched for, with the script's output to come: a watch that begins after the dump has ended would wait for ever.</summary>
    internal async Task<Task<string>> WatchDumpAsync(string script)
    {
        var mark = PathOf("watched");
        File.Delete(mark);
        var ended = ShellAsync($"""touch /var/backups/mysql/watched; until [ "$(cat /var/backups/mysql/{BackupName.UnfinishedPrefix}*.gz 2>/dev/null | wc -c)" -gt 1000000 ]; do :; done; {script}""");
        while (!File.Exists(mark) && !ended.IsCompleted)
            await Task.Delay(TimeSpan.FromMilliseconds(WatchPollMs), TimeProvider.System, Cancellation);
        return ended;
    }

    public static async Task<string> RunToolAsync(string program, params string[] arguments)
    {
        var result = await Builder.Runner.RunAsync(new ProcessRequest(program, arguments), Cancellation);
        result.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}: {result.StandardError}");
        return result.StandardOutput;
    }

    private Task<string> InEngineAsync(params string[] command) =>
        RunToolAsync("nsenter", ["--mount", $"--target={_engine!.InitPid}", "--", .. command]);

    private async Task WaitForServerAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await using var connection = await ConnectAsync();
                return;
            }
            catch (MySqlException failure)
            {
                if (TimeProvider.System.GetElapsedTime(began).TotalSeconds > StartSeconds)
                {
                    var log = await Docker.TryAsync(["logs", "--tail", "20", Prefix + "server"]);
                    throw new TimeoutException($"mysqld did not accept connections within {StartSeconds} s: {log.StandardOutput}{log.StandardError}", failure);
                }
                await Task.Delay(TimeSpan.FromMilliseconds(PollMs), TimeProvider.System, Cancellation);
            }
        }
    }

    private async Task RemoveAsync()
    {
        foreach (var name in new[] { "service", "server" })
            await Docker.TryAsync(["rm", "--force", "--volumes", Prefix + name]);
    }
}
