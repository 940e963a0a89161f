using System.Diagnostics;
using System.Globalization;
using CloudApp.Operations;
using MySqlConnector;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Agent;

[Trait("Layer", "component")]
public sealed class DatabasePairTests(DatabasePair pair) : IClassFixture<DatabasePair>, IAsyncLifetime
{
    private const uint ReadOnlyPort = 3307;

    /// <summary>A lease lives one second: a mysqld without its agent must be gone before that.</summary>
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(1);

    public async ValueTask InitializeAsync() => await pair.RestoreAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task What_is_written_through_the_router_is_on_both_servers_before_it_is_acknowledged()
    {
        var before = await CountAsync(3306);
        await InsertAsync();
        (await pair.ScalarAsync("SELECT @@server_id")).ShouldBe(1);
        (await pair.WaitForAsync("host2", static s => s.IsReplica)).Server.LagSeconds.ShouldNotBeNull();
        var set = (await pair.StatusAsync("host1"))!.Server.GtidExecuted;
        var replica = await pair.WaitForAsync("host2", s => Contains(s.Server.GtidExecuted, set));
        replica.Server.SuperReadOnly.ShouldBeTrue();
        await WaitForReadsAtReplicaAsync();
        (await CountAsync(ReadOnlyPort)).ShouldBe(before + 1);
    }

    [Fact]
    public async Task The_replica_refuses_writes()
    {
        await pair.WaitForAsync("host2", static s => s.IsReplica);
        await WaitForReadsAtReplicaAsync();
        await using var connection = await pair.ConnectAsync(ReadOnlyPort);
        await using var command = new MySqlCommand("CREATE TABLE refused (id INT PRIMARY KEY)", connection);
        (await Should.ThrowAsync<MySqlException>(() => command.ExecuteNonQueryAsync())).Number.ShouldBe(1290);
    }

    [Fact]
    public async Task A_killed_primary_is_started_again_and_keeps_what_was_acknowledged()
    {
        await InsertAsync();
        var before = await CountAsync(3306);
        var start = (await pair.StatusAsync("host1"))!.Server.StartNumber;
        await pair.SignalMySqlAsync("host1", "KILL");
        await pair.WaitForAsync("host1", s => s.IsPrimary && s.Server.StartNumber > start);
        (await CountAsync(3306)).ShouldBe(before);
        await pair.WaitForSyncAsync();
    }

    [Fact]
    public async Task A_replica_that_hangs_stops_writes_for_a_moment_only_and_status_says_so()
    {
        await pair.SignalMySqlAsync("host2", "STOP");
        await pair.WaitForAsync("host1", static s => s.IsPrimary && s.Sync is { AcknowledgedWriteCanBeLost: true, Mode: "alone" }, limitSeconds: 15);
        await InsertAsync();
        // Nobody wakes it: its agent kills a mysqld that hangs, and starts it again.
        await pair.WaitForSyncAsync();
    }

    /// <summary>Somebody changed semi-synchronous replication by hand: the record must not go on promising what commits no longer do.</summary>
    [Fact]
    public async Task Commits_that_no_longer_wait_are_recorded_as_alone_and_the_settings_are_put_right()
    {
        await pair.SqlAsync("host2", "STOP REPLICA IO_THREAD");
        await pair.SqlAsync("host1", "SET GLOBAL rpl_semi_sync_source_timeout = 1");
        await InsertAsync();
        await pair.WaitForAsync("host1", static s => s.IsPrimary && s.Sync is { AcknowledgedWriteCanBeLost: true, Mode: "alone" }, limitSeconds: 15);
        await pair.WaitForSyncAsync();
        (await pair.SqlAsync("host1", "SELECT @@global.rpl_semi_sync_source_timeout")).Trim().ShouldBe("4294967295");
    }

    /// <summary>A shutdown lets waiting commits go as acknowledged, so what it leaves counts as alone.</summary>
    [Fact]
    public async Task A_primary_that_somebody_shut_down_is_recorded_as_alone_before_it_serves_again()
    {
        await InsertAsync();
        var before = await CountAsync(3306);
        var start = (await pair.StatusAsync("host1"))!.Server.StartNumber;
        await pair.SignalMySqlAsync("host1", "TERM");
        await pair.WaitForAsync("host1", s => s.IsPrimary && s.Server.StartNumber > start);
        (await pair.DockerLogAsync("host1")).ShouldContain("alone is recorded before the lease is given up");
        (await CountAsync(3306)).ShouldBe(before);
        await pair.WaitForSyncAsync();
    }

    [Fact]
    public async Task A_killed_agent_takes_mysqld_with_it_within_the_lease_and_both_come_back()
    {
        // By what /proc shows here: the engine has process numbers of its own.
        using var server = MySqlOf("host1").ShouldNotBeNull();
        using var agent = Process.GetProcessById(ParentOf(server.Id));
        agent.Kill();
        await server.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(LeaseTime, TimeProvider.System, TestContext.Current.CancellationToken);
        await pair.WaitForSyncAsync();
    }

    [Fact]
    public async Task A_replica_that_has_lost_its_disk_gets_everything_again()
    {
        await InsertAsync();
        var before = await CountAsync(3306);
        await pair.WipeAsync("host2");
        await pair.StartDatabaseAsync("host2");
        var set = (await pair.StatusAsync("host1"))!.Server.GtidExecuted;
        await pair.WaitForAsync("host2", s => s.IsReplica && Contains(s.Server.GtidExecuted, set));
        await pair.WaitForSyncAsync();
        (await CountAsync(ReadOnlyPort)).ShouldBe(before);
    }

    /// <summary>Found in a lab: each failed try left a copy of all binary logs, until the disk was full.</summary>
    [Fact]
    public async Task What_only_the_standby_has_is_saved_with_the_one_binary_log_that_holds_it_and_what_failed_tries_left_is_removed()
    {
        const string divergent = "/var/lib/cloudapp/divergent";
        await InsertAsync();
        await pair.SqlAsync("host2", "FLUSH LOCAL BINARY LOGS; FLUSH LOCAL BINARY LOGS");
        await ShellAsync($"mkdir -p {divergent}/20260101T000000Z.partial && cp /var/lib/cloudapp/mysql/binlog.* {divergent}/20260101T000000Z.partial");
        var before = (await pair.StatusAsync("host2"))!.SavedTransactions;
        await WriteOnStandbyAsync();

        var status = await pair.WaitForAsync("host2", s => s.SavedTransactions.Count > before.Count);
        await pair.WaitForSyncAsync();

        var saved = status.SavedTransactions.Except(before, StringComparer.Ordinal).ShouldHaveSingleItem();
        (await ShellAsync($"ls {saved} | sed 's/binlog.[0-9]*/binlog/' | sort")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ShouldBe(["binlog", "gtid-set.txt", "transactions.sql"]);
        (await ShellAsync($"grep -c 'by hand' {saved}/transactions.sql")).Trim().ShouldBe("1");
        (await ShellAsync($"ls {divergent}")).ShouldNotContain(".partial");
    }

    [Fact]
    public async Task A_switchover_by_command_moves_the_primary_there_and_back_and_the_router_follows()
    {
        await InsertAsync();
        var before = await CountAsync(3306);
        await pair.SwitchOverAsync("host1", "host2");
        await pair.WaitForAsync("host2", static s => s.IsPrimary && !s.Sync.AcknowledgedWriteCanBeLost);
        (await pair.WaitForAsync("host1", static s => s.IsReplica)).Server.SuperReadOnly.ShouldBeTrue();
        (await pair.ScalarAsync("SELECT @@server_id")).ShouldBe(2);
        (await CountAsync(3306)).ShouldBe(before);
        await pair.SwitchOverAsync("host2", "host1");
        await pair.WaitForSyncAsync();
        (await pair.WaitForAsync("host2", static s => s.IsReplica)).Epoch.ShouldBe((await pair.StatusAsync("host1"))!.Epoch);
    }

    [Fact]
    public async Task A_statement_with_binary_data_does_not_stop_a_switchover()
    {
        await using var connection = await pair.ConnectAsync();
        await using var command = new MySqlCommand("SELECT SLEEP(20), @bytes", connection);
        // No text in any character set: the list of sessions shows it all the same.
        command.Parameters.AddWithValue("@bytes", new byte[] { 0xA4, 0x34, 0xF9, 0x2A, 0x8B, 0x80 });
        var statement = command.ExecuteScalarAsync(TestContext.Current.CancellationToken);

        await pair.CommandAsync("host1", static (agent, cancellationToken) => agent.SwitchOverAsync(cancellationToken));

        await pair.WaitForAsync("host2", static status => status.IsPrimary, limitSeconds: 15);
        await Should.ThrowAsync<MySqlException>(statement);
    }

    [Fact]
    public async Task Nobody_takes_over_by_itself_and_an_order_is_obeyed()
    {
        var epoch = (await pair.StatusAsync("host1"))!.Epoch;
        await pair.DockerAsync("stop", DatabasePair.ContainerOf("host1"));
        var waiting = await pair.WaitForAsync("host2", static s => s.Reason.Length > 0 && !s.IsReplica && s.IsReadable);
        await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        (await pair.StatusAsync("host2"))!.IsPrimary.ShouldBeFalse(waiting.Reason);
        await pair.CommandAsync("host2", static (agent, cancellationToken) => agent.ForceFailoverAsync("host1", cancellationToken));
        (await pair.WaitForAsync("host2", static s => s.IsPrimary)).Epoch.ShouldBeGreaterThan(epoch);
        // The old primary learns of the higher epoch before it opens, and follows.
        await pair.DockerAsync("start", DatabasePair.ContainerOf("host1"));
        await pair.WaitForAsync("host2", static s => s.IsPrimary && !s.Sync.AcknowledgedWriteCanBeLost);
        await pair.CommandAsync("host2", static (agent, cancellationToken) => agent.SwitchOverAsync(cancellationToken));
        await pair.WaitForSyncAsync();
    }

    [Fact]
    public async Task A_restarted_primary_without_its_partner_stays_closed_until_an_order()
    {
        await pair.DockerAsync("stop", DatabasePair.ContainerOf("host2"));
        await pair.WaitForAsync("host1", static s => s.IsPrimary && s.Sync is { Mode: "alone" });
        await pair.DockerAsync("restart", DatabasePair.ContainerOf("host1"));
        (await pair.WaitForAsync("host1", static s => s.Reason.Contains("agent was down", StringComparison.Ordinal))).IsPrimary.ShouldBeFalse();
        await pair.CommandAsync("host1", static (agent, cancellationToken) => agent.ForceFailoverAsync("host2", cancellationToken));
        await pair.WaitForAsync("host1", static s => s.IsPrimary);
        await pair.DockerAsync("start", DatabasePair.ContainerOf("host2"));
        await pair.WaitForSyncAsync();
    }

    /// <summary>The router follows a moment after the agents; until then reads may go to the primary.</summary>
    private async Task WaitForReadsAtReplicaAsync()
    {
        using var limit = new CancellationTokenSource(LeaseTime * 15);
        while (await pair.ScalarAsync("SELECT @@server_id", ReadOnlyPort) != 2)
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, limit.Token);
    }

    private static bool Contains(string all, string part) =>
        GtidSet.Parse(all).Contains(GtidSet.Parse(part));

    private static Process? MySqlOf(string site) =>
        Process.GetProcessesByName("mysqld").FirstOrDefault(process =>
            File.ReadAllText($"/proc/{process.Id}/cmdline").Contains($"--report-host={DatabasePair.AddressOf(site)}\0", StringComparison.Ordinal));

    private static int ParentOf(int process) =>
        int.Parse(File.ReadAllText($"/proc/{process}/stat").Split(')')[^1].Split(' ')[2], CultureInfo.InvariantCulture);

    private async Task InsertAsync()
    {
        await pair.ScalarAsync("CREATE TABLE IF NOT EXISTS pair (id INT AUTO_INCREMENT PRIMARY KEY); SELECT 1");
        await pair.ScalarAsync("INSERT INTO pair () VALUES (); SELECT LAST_INSERT_ID()");
    }

    /// <summary>Its agent locks it again at once, so it takes some tries.</summary>
    private async Task WriteOnStandbyAsync()
    {
        const int tries = 50;
        for (var i = 1; ; i++)
        {
            try
            {
                await pair.SqlAsync("host2", $"SET GLOBAL super_read_only = OFF; INSERT INTO {SchemaNames.Agent}.heartbeat VALUES ('by hand', 1)");
                return;
            }
            catch (UserException) when (i < tries)
            {
                // Refused with 1290.
            }
        }
    }

    private Task<string> ShellAsync(string script) => pair.DockerAsync("exec", DatabasePair.ContainerOf("host2"), "sh", "-c", script);

    private async Task<long> CountAsync(uint port)
    {
        await pair.ScalarAsync("CREATE TABLE IF NOT EXISTS pair (id INT AUTO_INCREMENT PRIMARY KEY); SELECT 1");
        return await pair.ScalarAsync("SELECT COUNT(*) FROM pair", port);
    }
}
