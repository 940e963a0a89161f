using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using CloudApp.Backup.BinaryLogs;
using CloudApp.Backup.Settings;
using MySqlConnector;

namespace CloudApp.Backup.Restore;

/// <summary>The empty, closed server of this host that a restore fills; only the restore's own account gets in.</summary>
internal sealed class EmptyServer(BackupSettings settings, AgentRestoreAccess access, string caFile)
{
    private const int ComplaintCharsMax = 500;
    private const long PacketBytes = 1L << 30;

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

    private string[] ClientArguments =>
    [
        "--no-defaults", "--batch", $"--host={settings.MySqlAddress}", $"--port={settings.MySqlPort.ToString(CultureInfo.InvariantCulture)}", $"--user={access.User}",
        "--ssl-mode=VERIFY_CA", $"--ssl-ca={caFile}", $"--max-allowed-packet={PacketBytes.ToString(CultureInfo.InvariantCulture)}", "--default-character-set=utf8mb4",
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

    internal Task LoadDumpAsync(string dumpFile, CancellationToken cancellationToken) => FeedAsync(async input =>
    {
        await using var file = File.OpenRead(dumpFile);
        await using var plain = new GZipStream(file, CompressionMode.Decompress);
        await plain.CopyToAsync(input, cancellationToken);
    }, cancellationToken);

    internal Task ReplayAsync(string logFile, CancellationToken cancellationToken) => FeedAsync(async input =>
    {
        using var reader = Start("mysqlbinlog", ["--no-defaults", "--verify-binlog-checksum", logFile], readsOutput: true);
        await reader.StandardOutput.BaseStream.CopyToAsync(input, cancellationToken);
        await reader.WaitForExitAsync(cancellationToken);
        if (reader.ExitCode != 0)
            throw new RestoreException($"mysqlbinlog ended with code {reader.ExitCode}: {Short(await reader.StandardError.ReadToEndAsync(cancellationToken))}");
    }, cancellationToken);

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

    private async Task FeedAsync(Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        using var client = Start("mysql", ClientArguments, readsOutput: false);
        using var stop = cancellationToken.Register(() => client.Kill());
        var complaints = client.StandardError.ReadToEndAsync(cancellationToken);
        IOException? broken = null;
        try
        {
            await write(client.StandardInput.BaseStream);
            client.StandardInput.Close();
        }
        catch (IOException failure)
        {
            // The client has ended early: its own words say why.
            broken = failure;
        }
        catch (Exception)
        {
            // What was not written to its end must not look as if it were.
            client.Kill();
            throw;
        }
        await client.WaitForExitAsync(cancellationToken);
        if (client.ExitCode != 0 || broken is not null)
            throw new RestoreException($"mysql ended with code {client.ExitCode}: {Short(await complaints)}");
    }

    private Process Start(string program, IReadOnlyList<string> arguments, bool readsOutput)
    {
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardInput = !readsOutput,
            RedirectStandardOutput = readsOutput,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["MYSQL_PWD"] = access.Password;
        return Process.Start(start) ?? throw new RestoreException($"{program} did not start.");
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
        return line.Length > ComplaintCharsMax ? line[..ComplaintCharsMax] : line;
    }
}
