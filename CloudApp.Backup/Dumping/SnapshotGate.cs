using System.Globalization;
using CloudApp.Backup.Planning;
using CloudApp.Backup.Settings;
using CloudApp.Backup.Tools;
using MySqlConnector;

namespace CloudApp.Backup.Dumping;

/// <summary>
/// Gives mysqldump and a reader of our own the same snapshot. mysqldump is stopped at its first statement by a named
/// lock; then the server is held still for the few milliseconds in which both begin their transactions.
/// mysqldump takes the same global read lock by itself anyway; ours lets it in, because both only read.
/// </summary>
internal sealed class SnapshotGate(ServerAccess access, TimeProvider time) : IAsyncDisposable
{
    private const string LockName = "cloudapp-backup";

    private MySqlConnection? _gate;

    /// <summary>The statements that mysqldump begins with.</summary>
    internal static IReadOnlyList<string> DumpArguments { get; } =
    [
        $"--init-command=SET SESSION lock_wait_timeout = {DumpLimits.LockWait.TotalSeconds:0}, SESSION wait_timeout = {DumpLimits.SilentDump.TotalSeconds:0}",
        $"--init-command-add=DO GET_LOCK('{LockName}', {DumpLimits.DumpStart.TotalSeconds:0})",
    ];

    /// <summary>Closes the gate; call it before mysqldump starts.</summary>
    internal async Task CloseAsync(CancellationToken cancellationToken)
    {
        _gate = await access.OpenAsync(cancellationToken);
        if (await ScalarAsync($"SELECT GET_LOCK('{LockName}', 0)", cancellationToken) is not "1")
            throw new BackupException("Another backup of this server is just beginning.");
    }

    /// <summary>Lets mysqldump and the reader in together.</summary>
    /// <returns>The transactions of the snapshot, and how long writes had to wait for it.</returns>
    internal async Task<(string GtidSet, double LockMs)> OpenAsync(MySqlConnection reader, ToolProcess dump, CancellationToken cancellationToken)
    {
        var dumpSession = await WaitForDumpAsync(dump, cancellationToken);
        // Should this process be stopped with the lock in its hand, the server takes it back.
        await ExecuteAsync(
            _gate!, $"SET SESSION lock_wait_timeout = {DumpLimits.LockWait.TotalSeconds:0}, SESSION wait_timeout = {DumpLimits.SilentGate.TotalSeconds:0}", cancellationToken);
        await ExecuteAsync(reader, TableDigests.SessionSettings, cancellationToken);
        await ExecuteAsync(reader, "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ", cancellationToken);
        var asked = time.GetTimestamp();
        await LockAsync(cancellationToken);
        string gtidSet;
        try
        {
            await ExecuteAsync(reader, "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY", cancellationToken);
            gtidSet = string.Concat((await ScalarAsync("SELECT @@GLOBAL.gtid_executed", cancellationToken)).Where(static c => !char.IsWhiteSpace(c)));
            await ExecuteAsync(_gate!, $"DO RELEASE_LOCK('{LockName}')", cancellationToken);
            await WaitForItsSnapshotAsync(dumpSession, dump, cancellationToken);
        }
        finally
        {
            await ExecuteAsync(_gate!, "UNLOCK TABLES", CancellationToken.None);
        }
        return (gtidSet, time.GetElapsedTime(asked).TotalMilliseconds);
    }

    public async ValueTask DisposeAsync()
    {
        if (_gate is not null)
            await _gate.DisposeAsync();
    }

    private async Task LockAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Without the first one, the second would wait for long readers with all writers behind it.
            await ExecuteAsync(_gate!, "FLUSH LOCAL TABLES", cancellationToken);
            await ExecuteAsync(_gate!, "FLUSH TABLES WITH READ LOCK", cancellationToken);
        }
        catch (MySqlException failure) when (failure.Number == ErrorNumbers.LockWaitTimeout)
        {
            throw new DumpAgainException($"A statement has run on the server for longer than {DumpLimits.LockWait.TotalSeconds:0} s; the snapshot does not make writes wait for it.", failure);
        }
    }

    private async Task<long> WaitForDumpAsync(ToolProcess dump, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (time.GetElapsedTime(began) < DumpLimits.DumpStart && !dump.HasExited)
        {
            foreach (var session in await SessionsAsync(cancellationToken))
            {
                if (session.Info.Contains($"GET_LOCK('{LockName}'", StringComparison.Ordinal))
                    return session.Id;
            }
            await Task.Delay(DumpLimits.Poll, time, cancellationToken);
        }
        throw new DumpAgainException($"mysqldump did not reach the server: {dump.Complaints.Trim()}");
    }

    // It chooses its schema right after it has begun its transaction. Whether that was in time, its own words on the
    // transactions show later.
    private async Task WaitForItsSnapshotAsync(long session, ToolProcess dump, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (time.GetElapsedTime(began) < DumpLimits.LockHold && !dump.HasExited)
        {
            if ((await SessionsAsync(cancellationToken)).Any(other => other.Id == session && other.Schema.Length > 0))
                return;
            await Task.Delay(DumpLimits.Poll, time, cancellationToken);
        }
    }

    /// <summary>The sessions of our own account; more it may not see.</summary>
    private async Task<IReadOnlyList<(long Id, string Schema, string Info)>> SessionsAsync(CancellationToken cancellationToken)
    {
        await using var command = new MySqlCommand("SHOW FULL PROCESSLIST", _gate) { CommandTimeout = (int)DumpLimits.Statement.TotalSeconds };
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var sessions = new List<(long, string, string)>();
        while (await rows.ReadAsync(cancellationToken))
        {
            if (string.Equals(rows["User"] as string, AccountNames.Backup, StringComparison.Ordinal))
                sessions.Add((Convert.ToInt64(rows["Id"], CultureInfo.InvariantCulture), rows["db"] as string ?? "", rows["Info"] as string ?? ""));
        }
        return sessions;
    }

    private async Task<string> ScalarAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new MySqlCommand(sql, _gate) { CommandTimeout = (int)DumpLimits.Statement.TotalSeconds };
        return Convert.ToString(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture) ?? "";
    }

    private static async Task ExecuteAsync(MySqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new MySqlCommand(sql, connection) { CommandTimeout = (int)DumpLimits.Statement.TotalSeconds };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
