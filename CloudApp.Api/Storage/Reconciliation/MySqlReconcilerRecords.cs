using System.Text.Json;
using CloudApp.Api.Data;
using Microsoft.Extensions.Logging.Abstractions;
using MySqlConnector;

namespace CloudApp.Api.Storage.Reconciliation;

/// <summary>The reconciler's statements. It comes again a second later anyway, so they are not repeated for long, and not logged one by one.</summary>
internal sealed class MySqlReconcilerRecords(Database database, TimeProvider time) : IReconcilerRecords
{
    private const string Columns = "id, object_key, content_type, size_bytes, sha256, copies, created_at";

    private readonly DatabaseExecutor _primary = new(database.Write, ExecutorTimes.Background, time, NullLogger.Instance);
    private readonly HedgedReader _reads = new(database.OwnSiteFirst, time, NullLogger.Instance);

    // Assignments are made from left to right: the token is compared with the holder of before.
    public Task<LeaseGrant?> ClaimAsync(string holder, CancellationToken cancellationToken) => _primary.RunAsync<LeaseGrant?>(async (connection, token) =>
    {
        await using var claim = Command(
            connection,
            $"""
            UPDATE sweeper
            SET token = IF(holder = @holder, token, token + 1), holder = @holder, held_until = {HeldUntil}
            WHERE id = 1 AND (holder = @holder OR held_until < UTC_TIMESTAMP(6));
            SELECT token FROM sweeper WHERE id = 1 AND holder = @holder AND held_until > UTC_TIMESTAMP(6)
            """,
            ("@holder", holder));
        return await claim.ExecuteScalarAsync(token) is { } granted ? new LeaseGrant(Convert.ToUInt64(granted)) : null;
    }, cancellationToken);

    public Task ReleaseAsync(string holder, CancellationToken cancellationToken) =>
        WriteAsync("UPDATE sweeper SET holder = '', held_until = UTC_TIMESTAMP(6) WHERE id = 1 AND holder = @holder", cancellationToken, ("@holder", holder));

    public Task<IReadOnlyList<StoredRow>> AfterKeyAsync(string key, int limit, CancellationToken cancellationToken) => RowsAsync(
        $"SELECT {Columns} FROM records WHERE object_key > @key ORDER BY object_key LIMIT @limit", cancellationToken, ("@key", key), ("@limit", limit));

    public Task<IReadOnlyList<StoredRow>> WithOneCopyAsync(long afterId, DateTimeOffset createdBefore, int limit, CancellationToken cancellationToken) => RowsAsync(
        $"SELECT {Columns} FROM records WHERE copies = 1 AND id > @id AND created_at < @before ORDER BY id LIMIT @limit", cancellationToken,
        ("@id", afterId), ("@before", createdBefore.UtcDateTime), ("@limit", limit));

    public Task<IReadOnlySet<string>?> NamedAsync(ulong token, IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        _primary.RunAsync<IReadOnlySet<string>?>(async (connection, cancel) =>
        {
            // A server that is not the primary any more cannot commit this, however sure it is of itself.
            await using var prove = Command(
                connection, $"UPDATE sweeper SET held_until = {HeldUntil} WHERE id = 1 AND token = @token", ("@token", token));
            if (await prove.ExecuteNonQueryAsync(cancel) == 0) return null;
            await using var find = Command(connection, $"SELECT object_key FROM records WHERE object_key IN ({Names(keys.Count)})");
            for (var i = 0; i < keys.Count; i++) find.Parameters.AddWithValue($"@k{i}", keys[i]);
            await using var reader = await find.ExecuteReaderAsync(cancel);
            var named = new HashSet<string>(StringComparer.Ordinal);
            while (await reader.ReadAsync(cancel)) named.Add(reader.GetString(0));
            return named;
        }, cancellationToken);

    public Task NoteCopiesAsync(ulong token, IReadOnlyList<long> ids, int copies, CancellationToken cancellationToken) => WriteAsync(
        $"UPDATE records SET copies = @copies WHERE id IN ({string.Join(',', ids)}) AND EXISTS (SELECT 1 FROM sweeper WHERE id = 1 AND token = @token)",
        cancellationToken, ("@copies", copies), ("@token", token));

    public Task SaveReportAsync(ulong token, ReconcilerReport report, CancellationToken cancellationToken) => WriteAsync(
        "UPDATE sweeper SET report = @report WHERE id = 1 AND token = @token", cancellationToken,
        ("@token", token), ("@report", JsonSerializer.Serialize(report, ReconcilerJson.Default.ReconcilerReport)));

    public Task<CopyCounts> CountAsync(CancellationToken cancellationToken) => _reads.RunAsync(async (connection, token) =>
    {
        await using var command = Command(
            connection,
            """
            SELECT (SELECT COUNT(*) FROM records WHERE copies = 1), (SELECT COUNT(*) FROM records WHERE copies = 0),
                   (SELECT report FROM sweeper WHERE id = 1)
            """);
        await using var reader = await command.ExecuteReaderAsync(token);
        await reader.ReadAsync(token);
        return new CopyCounts(reader.GetInt64(0), reader.GetInt64(1), reader.IsDBNull(2) ? null : Report(reader.GetString(2)));
    }, cancellationToken);

    private static string HeldUntil { get; } = $"UTC_TIMESTAMP(6) + INTERVAL {ReconcilerLimits.LeaseMs * 1000L} MICROSECOND";

    // Another version may have written it.
    private static ReconcilerReport? Report(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, ReconcilerJson.Default.ReconcilerReport);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Names(int count) => string.Join(',', Enumerable.Range(0, count).Select(static i => $"@k{i}"));

    private Task<int> WriteAsync(string sql, CancellationToken cancellationToken, params (string Name, object Value)[] parameters) =>
        _primary.RunAsync(async (connection, token) =>
        {
            await using var command = Command(connection, sql, parameters);
            return await command.ExecuteNonQueryAsync(token);
        }, cancellationToken);

    private Task<IReadOnlyList<StoredRow>> RowsAsync(string sql, CancellationToken cancellationToken, params (string Name, object Value)[] parameters) =>
        _primary.RunAsync<IReadOnlyList<StoredRow>>(async (connection, token) =>
        {
            await using var command = Command(connection, sql, parameters);
            await using var reader = await command.ExecuteReaderAsync(token);
            var rows = new List<StoredRow>();
            while (await reader.ReadAsync(token))
            {
                rows.Add(new StoredRow(
                    reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetInt64(3),
                    Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(4)), reader.GetByte(5), new DateTimeOffset(reader.GetDateTime(6), TimeSpan.Zero)));
            }

            return rows;
        }, cancellationToken);

    private static MySqlCommand Command(MySqlConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = new MySqlCommand(sql, connection);
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value);
        return command;
    }
}
