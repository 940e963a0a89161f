using CloudApp.Backup.Settings;
using MySqlConnector;

namespace CloudApp.Backup.BinaryLogs;

/// <summary>Where a server's binary log ends.</summary>
internal readonly record struct LogPosition(string File, long Bytes);

/// <summary>Asks a primary about its binary logs.</summary>
internal sealed class SourceLogs(BackupSettings settings, string address, string caFile)
{
    private const uint ConnectSeconds = 3;
    private const uint StatementSeconds = 5;

    private string ConnectionString => new MySqlConnectionStringBuilder
    {
        Server = address,
        Port = (uint)settings.MySqlPort,
        UserID = AccountNames.Backup,
        Password = settings.Secrets.MySqlPassword,
        SslMode = MySqlSslMode.VerifyCA,
        SslCa = caFile,
        Pooling = false,
        ConnectionTimeout = ConnectSeconds,
        DefaultCommandTimeout = StatementSeconds,
    }.ConnectionString;

    /// <summary>The files and their sizes, oldest first.</summary>
    internal async Task<IReadOnlyList<(string File, long Bytes)>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = new MySqlConnection(ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new MySqlCommand("SHOW BINARY LOGS", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var files = new List<(string, long)>();
        while (await reader.ReadAsync(cancellationToken))
            files.Add((reader.GetString(0), reader.GetInt64(1)));
        return files;
    }

    /// <summary>The newest file from which nothing is missing that is not already kept; the oldest when there is no such file.</summary>
    internal async Task<string> FirstNeededAsync(IReadOnlyList<(string File, long Bytes)> files, GtidSet kept, CancellationToken cancellationToken)
    {
        await using var connection = new MySqlConnection(ConnectionString);
        await connection.OpenAsync(cancellationToken);
        foreach (var (file, _) in files.Reverse())
        {
            await using var command = new MySqlCommand($"SHOW BINLOG EVENTS IN '{MySqlHelper.EscapeString(file)}' LIMIT 2", connection);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var before = "";
            while (await reader.ReadAsync(cancellationToken))
                before = reader.GetString(2) is "Previous_gtids" ? reader.GetString(5) : before;
            if (kept.Contains(GtidSet.Parse(before.Replace("\n", "", StringComparison.Ordinal))))
                return file;
        }
        return files[0].File;
    }
}
