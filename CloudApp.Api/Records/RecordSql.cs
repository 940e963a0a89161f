using CloudApp.Api.Data;
using MySqlConnector;

namespace CloudApp.Api.Records;

/// <summary>Every statement on the records, and how its rows are read.</summary>
internal static class RecordSql
{
    private const string Columns = "id, name, object_key, content_type, size_bytes, sha256, site, node, created_at, copies";

    // The primary's own transactions only: each clone and each failover adds a server to the whole set for good, until it
    // is too long to carry. Whoever has executed these has executed, before them, what earlier primaries wrote.
    private const string Executed =
        "COALESCE(REGEXP_SUBSTR(@@GLOBAL.gtid_executed, CONCAT(@@GLOBAL.server_uuid, '[^,]*')), @@GLOBAL.gtid_executed)";

    internal static MySqlCommand Insert(MySqlConnection connection, NewRecord record) => Command(
        connection,
        $"""
        INSERT INTO records (name, object_key, content_type, size_bytes, sha256, idempotency_key, site, node, created_at, copies)
        VALUES (@name, @objectKey, @contentType, @sizeBytes, @sha256, @idempotencyKey, @site, @node, @createdAt, @copies);
        SELECT LAST_INSERT_ID(), {Executed}
        """,
        ("@name", record.Name),
        ("@objectKey", record.ObjectKey),
        ("@contentType", record.ContentType),
        ("@sizeBytes", record.SizeBytes),
        ("@sha256", Convert.FromHexString(record.Sha256)),
        ("@idempotencyKey", record.IdempotencyKey),
        ("@site", record.Site),
        ("@node", record.Node),
        ("@createdAt", record.CreatedAt.UtcDateTime),
        ("@copies", record.Copies));

    internal static MySqlCommand FindByKey(MySqlConnection connection, string key) =>
        Command(connection, $"SELECT {Columns} FROM records WHERE idempotency_key = @key", ("@key", key));

    internal static MySqlCommand Find(MySqlConnection connection, long id) =>
        Command(connection, $"SELECT {Columns} FROM records WHERE id = @id", ("@id", id));

    internal static MySqlCommand Delete(MySqlConnection connection, long id) =>
        Command(connection, $"DELETE FROM records WHERE id = @id; SELECT {Executed}", ("@id", id));

    internal static MySqlCommand Latest(MySqlConnection connection) =>
        Command(connection, $"SELECT {Columns} FROM records ORDER BY id DESC LIMIT 1");

    internal static MySqlCommand Page(MySqlConnection connection, PageRequest page) => Command(
        connection,
        $"SELECT {Columns} FROM records WHERE id < @before ORDER BY id DESC LIMIT @limit",
        ("@before", page.Before),
        ("@limit", page.Limit));

    internal static UploadRecord Written(NewRecord record, long id) => new(
        id, record.Name, record.ObjectKey, record.ContentType, record.SizeBytes, record.Sha256, record.Site, record.Node,
        record.CreatedAt, record.Copies);

    /// <summary>The rows, once this server has executed the set; null when it has not within that time. One round trip.</summary>
    internal static async Task<IReadOnlyList<UploadRecord>?> ReadAllAfterAsync(
        this MySqlCommand command, GtidSet gtid, int waitMs, CancellationToken cancellationToken)
    {
        command.CommandText = $"SELECT WAIT_FOR_EXECUTED_GTID_SET(@gtid, @seconds); {command.CommandText}";
        command.Parameters.AddWithValue("@gtid", gtid.ToString());
        command.Parameters.AddWithValue("@seconds", waitMs / 1000.0);
        try
        {
            await using (command)
            await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
            {
                var isCaughtUp = await reader.ReadAsync(cancellationToken) && !reader.IsDBNull(0) && Convert.ToInt64(reader.GetValue(0)) == 0;
                return isCaughtUp && await reader.NextResultAsync(cancellationToken) ? await ReadRowsAsync(reader, cancellationToken) : null;
            }
        }
        catch (MySqlException error) when (error.Number == ErrorNumbers.GtidModeOff)
        {
            return null;
        }
    }

    internal static async Task<string?> ReadExecutedAsync(MySqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, $"SELECT {Executed}");
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    internal static async Task<(long Id, string? Gtid)> ReadInsertedAsync(this MySqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (Convert.ToInt64(reader.GetValue(0)), reader.IsDBNull(1) ? null : reader.GetString(1));
    }

    internal static async Task<UploadRecord?> ReadOneAsync(this MySqlCommand command, CancellationToken cancellationToken) =>
        (await command.ReadAllAsync(cancellationToken)) is [var first, ..] ? first : null;

    internal static async Task<IReadOnlyList<UploadRecord>> ReadAllAsync(this MySqlCommand command, CancellationToken cancellationToken)
    {
        await using (command)
        {
            // Once per connection: the server keeps the plan, and the driver the statement, as long as the connection lives.
            await command.PrepareAsync(cancellationToken);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            return await ReadRowsAsync(reader, cancellationToken);
        }
    }

    private static async Task<IReadOnlyList<UploadRecord>> ReadRowsAsync(MySqlDataReader reader, CancellationToken cancellationToken)
    {
        var records = new List<UploadRecord>();
        while (await reader.ReadAsync(cancellationToken)) records.Add(ReadRow(reader));
        return records;
    }

    private static UploadRecord ReadRow(MySqlDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4),
        Convert.ToHexStringLower(row.GetFieldValue<byte[]>(5)), row.GetString(6), row.GetString(7),
        new DateTimeOffset(row.GetDateTime(8), TimeSpan.Zero), row.GetByte(9));

    private static MySqlCommand Command(MySqlConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = new MySqlCommand(sql, connection);
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value);
        return command;
    }
}
