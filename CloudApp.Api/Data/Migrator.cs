using MySqlConnector;

namespace CloudApp.Api.Data;

/// <summary>Brings the schema to the newest version, once, whichever node comes first.</summary>
internal sealed partial class Migrator(Database database, TimeProvider time, ILogger<Migrator> logger)
{
    private const string LockName = "cloudapp.migrations";
    private const int LockWaitSeconds = 10;
    private const int CommandTimeoutSeconds = 120;

    /// <summary>Applies what is missing; returns how many steps that was.</summary>
    /// <exception cref="MySqlException">The primary is not there, or a step failed.</exception>
    internal async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var route = RouteRotation.Pick(database.Write, r => r.Breaker.IsOpen, attempt: 0);
        try
        {
            await using var connection = await route.Source.OpenConnectionAsync(cancellationToken);
            return await ApplyAsync(connection, cancellationToken);
        }
        catch (Exception error) when (DatabaseErrors.IsRetryable(error))
        {
            route.Breaker.Trip();
            await route.ForgetConnectionsAsync(CancellationToken.None);
            throw;
        }
    }

    private async Task<int> ApplyAsync(MySqlConnection connection, CancellationToken cancellationToken)
    {
        if (Convert.ToInt64(await ScalarAsync(connection, $"SELECT GET_LOCK('{LockName}', {LockWaitSeconds})", cancellationToken) ?? 0) != 1)
            throw new TimeoutException("Another node holds the lock for migrations.");
        try
        {
            await ScalarAsync(
                connection,
                """
                CREATE TABLE IF NOT EXISTS schema_migrations (
                  version INT UNSIGNED NOT NULL PRIMARY KEY, name VARCHAR(100) NOT NULL, applied_at DATETIME(6) NOT NULL)
                """,
                cancellationToken);
            var current = Convert.ToInt32(await ScalarAsync(connection, "SELECT COALESCE(MAX(version), 0) FROM schema_migrations", cancellationToken));
            var missing = Migration.All.Where(m => m.Version > current).ToList();
            foreach (var migration in missing) await ApplyAsync(connection, migration, cancellationToken);
            return missing.Count;
        }
        finally
        {
            // When the connection is gone the server has released the lock already.
            if (connection.State == System.Data.ConnectionState.Open)
                await ScalarAsync(connection, $"SELECT RELEASE_LOCK('{LockName}')", CancellationToken.None);
        }
    }

    // DDL commits by itself, so each file must be harmless when it runs again after a crash before its row was written.
    private async Task ApplyAsync(MySqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        await ScalarAsync(connection, migration.Sql, cancellationToken);
        await using var note = new MySqlCommand(
            "INSERT INTO schema_migrations (version, name, applied_at) VALUES (@version, @name, @at)", connection);
        note.Parameters.AddWithValue("@version", migration.Version);
        note.Parameters.AddWithValue("@name", migration.Name);
        note.Parameters.AddWithValue("@at", time.GetUtcNow().UtcDateTime);
        await note.ExecuteNonQueryAsync(cancellationToken);
        LogApplied(logger, migration.Name);
    }

    private static async Task<object?> ScalarAsync(MySqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new MySqlCommand(sql, connection) { CommandTimeout = CommandTimeoutSeconds };
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Migration {Name} applied")]
    private static partial void LogApplied(ILogger logger, string name);
}
