using System.Globalization;
using CloudApp.Backup.BinaryLogs;
using CloudApp.Backup.Settings;
using CloudApp.Contracts.Agents;
using CloudApp.Backup.Tools;
using MySqlConnector;

namespace CloudApp.Backup.Restore;

/// <summary>The empty, closed server of this host that a restore fills; only the restore's own account gets in.</summary>
internal sealed class EmptyServer(BackupSettings settings, RestoreAccess access, string caFile, TimeProvider time)
{
    private const int MaxComplaintChars = 500;
    private const long PacketBytes = 1L << 30;

    /// <summary>For the last statement, which may be a large transaction's end.</summary>
    private static readonly TimeSpan EndLimit = TimeSpan.FromHours(1);

    private string ConnectionString => new MySqlConnectionStringBuilder
    {
        Server = settings.MySqlAddress,
        Port = (uint)settings.MySqlPort,
        UserID = access.User,
        Password = access.Password,
        SslMode = MySqlSslMode.VerifyCA,
        SslCa = caFile,
        Pooling = false,
        ConnectionTimeout = 3,
        DefaultCommandTimeout = 0,
        AllowUserVariables = true,
    }.ConnectionString;

    private string[] Connection =>
    [
        $"--host={settings.MySqlAddress}", $"--port={settings.MySqlPort.ToString(CultureInfo.InvariantCulture)}", $"--user={access.User}", "--ssl-mode=VERIFY_CA", $"--ssl-ca={caFile}",
    ];

    /// <summary>Whether it answers, and is the empty one.</summary>
    internal async Task<bool> IsThereAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await ReadAsync("SELECT @@GLOBAL.gtid_executed", cancellationToken))[0].Length == 0;
        }
        catch (MySqlException)
        {
            return false;
        }
    }

    /// <summary>Lets this account write, quickly: until the restore is complete a crash only begins it anew.</summary>
    internal Task PrepareAsync(CancellationToken cancellationToken) => RunAsync(
        $"SET GLOBAL super_read_only = OFF; SET GLOBAL sync_binlog = 0; SET GLOBAL innodb_flush_log_at_trx_commit = 0; SET GLOBAL max_allowed_packet = {PacketBytes}", cancellationToken);

    /// <exception cref="RestoreException">It was not loaded to its last line.</exception>
    internal async Task LoadDumpAsync(string dumpFile, CancellationToken cancellationToken)
    {
        using var client = SqlClient.Start(Connection, time, access.Password);
        var fed = await SqlClient.FeedDumpAsync(client, dumpFile, EndLimit, cancellationToken);
        Judge(fed);
        if (!fed.IsComplete)
            throw new RestoreException($"{Path.GetFileName(dumpFile)} ended early: its last line is not 'Dump completed'.");
    }

    /// <exception cref="RestoreException">It was not applied to its end.</exception>
    internal async Task ReplayAsync(string logFile, CancellationToken cancellationToken)
    {
        using var client = SqlClient.Start(Connection, time, access.Password);
        using var reader = ToolProcess.Start("mysqlbinlog", ["--no-defaults", "--verify-binlog-checksum", logFile], time);
        var fed = await SqlClient.FeedOutputAsync(client, reader, EndLimit, cancellationToken);
        Judge(fed);
        var code = await reader.WaitAsync(EndLimit, cancellationToken);
        if (code != 0)
            throw new RestoreException($"mysqlbinlog ended with code {code}: {Short(reader.Complaints)}");
    }

    /// <summary>Counts transactions as executed that have nothing for anybody in them.</summary>
    internal async Task AddExecutedAsync(GtidSet silent, CancellationToken cancellationToken)
    {
        if (!silent.IsEmpty)
            await RunAsync($"SET GLOBAL gtid_purged = '+{silent}'", cancellationToken);
    }

    internal async Task<GtidSet> ReadExecutedAsync(CancellationToken cancellationToken) =>
        GtidSet.Parse((await ReadAsync("SELECT @@GLOBAL.gtid_executed", cancellationToken))[0].Replace("\n", "", StringComparison.Ordinal));

    /// <summary>
    /// Back to what an open server needs. Its binary logs begin anew, so that their beginning says what the data had; the
    /// restore's account goes.
    /// </summary>
    internal async Task FinishAsync(CancellationToken cancellationToken)
    {
        await RunAsync("SET GLOBAL sync_binlog = 1; SET GLOBAL innodb_flush_log_at_trx_commit = 1; SET GLOBAL max_allowed_packet = DEFAULT; FLUSH BINARY LOGS", cancellationToken);
        var newest = (await ReadAsync("SHOW BINARY LOG STATUS", cancellationToken))[0];
        await RunAsync(
            $"PURGE BINARY LOGS TO '{newest}'; FLUSH NO_WRITE_TO_BINLOG ENGINE LOGS; SET SESSION sql_log_bin = 0; DROP USER {access.User}@'%'; SET GLOBAL super_read_only = ON",
            cancellationToken);
    }

    internal async Task<IReadOnlyDictionary<string, long>> CountRowsAsync(CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        var schemas = string.Join(',', settings.Schemas.Select(static schema => $"'{MySqlHelper.EscapeString(schema)}'"));
        var tables = await ReadAsync(
            $"SELECT CONCAT(table_schema, '.', table_name) FROM information_schema.tables WHERE table_type = 'BASE TABLE' AND table_schema IN ({schemas}) ORDER BY 1", cancellationToken);
        foreach (var table in tables)
        {
            var count = await ReadAsync($"SELECT COUNT(*) FROM `{table.Replace(".", "`.`", StringComparison.Ordinal)}`", cancellationToken);
            counts[table] = long.Parse(count[0], CultureInfo.InvariantCulture);
        }
        return counts;
    }

    private static void Judge(FeedResult fed)
    {
        if (fed.Problem.Length > 0 || fed.Code != 0)
            throw new RestoreException($"mysql ended with code {fed.Code}: {Short($"{fed.Problem} {fed.Complaints}")}");
    }

    private async Task RunAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new MySqlConnection(ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new MySqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The first column.</summary>
    private async Task<IReadOnlyList<string>> ReadAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new MySqlConnection(ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new MySqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture) ?? "");
        return rows;
    }

    private static string Short(string text)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length > MaxComplaintChars ? line[..MaxComplaintChars] : line;
    }
}
