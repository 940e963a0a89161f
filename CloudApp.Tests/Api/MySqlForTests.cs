using CloudApp.Api.Data;
using MySqlConnector;

namespace CloudApp.Tests.Api;

/// <summary>A database of its own on a real server, dropped afterwards.</summary>
internal sealed class MySqlForTests : IAsyncDisposable
{
    private MySqlForTests(string admin, string database)
    {
        (Admin, Database) = (admin, database);
        ConnectionString = new MySqlConnectionStringBuilder(admin) { Database = database }.ConnectionString;
    }

    internal string ConnectionString { get; }

    internal string Database { get; }

    private string Admin { get; }

    /// <summary>Creates a database that nobody else uses.</summary>
    /// <param name="admin">Connection string of an administrator of a MySQL that is there for tests only.</param>
    internal static async Task<MySqlForTests> CreateAsync(string admin)
    {
        var server = new MySqlForTests(admin, $"cloudapp_test_{Guid.NewGuid():N}");
        await server.ExecuteAsync($"CREATE DATABASE {server.Database}");
        return server;
    }

    public async ValueTask DisposeAsync() => await ExecuteAsync($"DROP DATABASE {Database}");

    internal async Task ExecuteAsync(string sql)
    {
        await using var connection = new MySqlConnection(Admin);
        await connection.OpenAsync();
        await using var command = new MySqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>One empty transaction of each server, as if all of them had been primary once.</summary>
    internal async Task NoteTransactionsAsync(IEnumerable<Guid> servers)
    {
        await using var connection = new MySqlConnection(Admin);
        await connection.OpenAsync();
        foreach (var server in servers)
        {
            await using var note = new MySqlCommand($"SET gtid_next = '{server:D}:1'; BEGIN; COMMIT; SET gtid_next = 'AUTOMATIC'", connection);
            await note.ExecuteNonQueryAsync();
        }
    }

    internal async Task<long> CountAsync(string table)
    {
        await using var connection = new MySqlConnection(Admin);
        await connection.OpenAsync();
        await using var command = new MySqlCommand($"SELECT COUNT(*) FROM {Database}.{table}", connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync());
    }

    /// <summary>Kills every other connection into the test's database; returns how many there were.</summary>
    internal async Task<int> KillConnectionsAsync()
    {
        await using var connection = new MySqlConnection(Admin);
        await connection.OpenAsync();
        var ids = new List<long>();
        await using (var list = new MySqlCommand("SELECT id FROM performance_schema.processlist WHERE db = @db", connection))
        {
            list.Parameters.AddWithValue("@db", Database);
            await using var reader = await list.ExecuteReaderAsync();
            while (await reader.ReadAsync()) ids.Add(reader.GetInt64(0));
        }

        foreach (var id in ids)
        {
            await using var kill = new MySqlCommand($"KILL {id}", connection);
            try
            {
                await kill.ExecuteNonQueryAsync();
            }
            catch (MySqlException error) when (error.ErrorCode == MySqlErrorCode.NoSuchThread)
            {
                // It went by itself.
            }
        }

        return ids.Count;
    }
}
