using MySqlConnector;

namespace CloudApp.Agent.MySql;

/// <summary>The statements that change a server's role, in the order that measurements showed to be quick and safe.</summary>
internal static class ReplicationStatements
{
    private const int ConnectRetrySeconds = 1;
    private const int RetryCount = 86_400;

    internal static async Task OpenAsPrimaryAsync(MySqlConnection connection, bool semiSync, TimeSpan applyLimit, CancellationToken cancellationToken)
    {
        if (await FinishApplyingAsync(connection, applyLimit, cancellationToken))
        {
            await RunAsync(connection, "STOP REPLICA", cancellationToken);
            await RunAsync(connection, "RESET REPLICA ALL", cancellationToken);
        }
        await RunAsync(connection, semiSync ? SemiSyncSettings.On : SemiSyncSettings.Off, cancellationToken);
        await RunAsync(connection, "SET GLOBAL super_read_only = OFF", cancellationToken);
        await RunAsync(connection, "SET GLOBAL read_only = OFF", cancellationToken);
        await RunAsync(connection, "SET GLOBAL offline_mode = OFF", cancellationToken);
    }

    /// <summary>False when no source is configured: then nothing was received.</summary>
    internal static async Task<bool> FinishApplyingAsync(MySqlConnection connection, TimeSpan applyLimit, CancellationToken cancellationToken)
    {
        var before = await SnapshotReader.ReadAsync(connection, cancellationToken);
        if (before.Replica is null)
            return false;
        // As a source, the applier itself would wait for an acknowledgement that nobody gives.
        if (before.SemiSync.SourceEnabled)
            await RunAsync(connection, SemiSyncSettings.Off, cancellationToken);
        await RunAsync(connection, "STOP REPLICA IO_THREAD", cancellationToken);
        // Read again: the receiver may have written more before it stopped.
        var received = (await SnapshotReader.ReadAsync(connection, cancellationToken)).Replica?.Retrieved ?? GtidSet.Empty;
        // After a restart the applier does not run by itself.
        await RunAsync(connection, "START REPLICA SQL_THREAD", cancellationToken);
        await WaitForAsync(connection, received, applyLimit, cancellationToken);
        return true;
    }

    internal static async Task<GtidSet> ReadExecutedAsync(MySqlConnection connection, CancellationToken cancellationToken) =>
        (await SnapshotReader.ReadAsync(connection, cancellationToken)).Executed;

    /// <exception cref="InvalidOperationException">Another source is set, and naming this one would drop what was received of it.</exception>
    internal static async Task FollowOnAsync(MySqlConnection connection, PeerServer peer, string password, string caFile, CancellationToken cancellationToken)
    {
        var server = await SnapshotReader.ReadAsync(connection, cancellationToken);
        if (server.Replica is { } replica && replica.SourcePort == peer.Port && string.Equals(replica.SourceHost, peer.Host, StringComparison.Ordinal))
        {
            await RunAsync(connection, "SET GLOBAL super_read_only = ON", cancellationToken);
            await RunAsync(connection, "START REPLICA", cancellationToken);
            return;
        }
        if (WouldDropReceived(server))
            throw new InvalidOperationException($"replication is set to {server.Replica!.SourceHost}:{server.Replica.SourcePort}, and changing that drops what was received and is not applied yet");
        await FollowAsync(connection, peer, password, caFile, cancellationToken);
    }

    /// <summary>Whether CHANGE REPLICATION SOURCE would drop something that only the relay log holds.</summary>
    internal static bool WouldDropReceived(ServerSnapshot server) => server.Replica is { } replica && !server.Executed.Contains(replica.Retrieved);

    internal static async Task FollowAsync(MySqlConnection connection, PeerServer peer, string password, string caFile, CancellationToken cancellationToken)
    {
        await RunAsync(connection, "SET GLOBAL super_read_only = ON", cancellationToken);
        await RunAsync(connection, "STOP REPLICA", cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = $"""
            CHANGE REPLICATION SOURCE TO SOURCE_HOST = @host, SOURCE_PORT = {peer.Port}, SOURCE_AUTO_POSITION = 1,
                SOURCE_USER = '{AccountNames.Replication}', SOURCE_PASSWORD = @password,
                SOURCE_CONNECT_RETRY = {ConnectRetrySeconds}, SOURCE_RETRY_COUNT = {RetryCount}, SOURCE_HEARTBEAT_PERIOD = 0.5,
                SOURCE_SSL = 1, SOURCE_SSL_CA = @ca, SOURCE_SSL_VERIFY_SERVER_CERT = 1
            """;
        command.Parameters.AddWithValue("@host", peer.Host);
        command.Parameters.AddWithValue("@password", password);
        command.Parameters.AddWithValue("@ca", caFile);
        await command.ExecuteNonQueryAsync(cancellationToken);
        await RunAsync(connection, "START REPLICA", cancellationToken);
    }

    internal static async Task CloneAsync(MySqlConnection connection, PeerServer donor, string password, CancellationToken cancellationToken)
    {
        await RunAsync(connection, "SET GLOBAL offline_mode = ON", cancellationToken);
        await RunAsync(connection, "STOP REPLICA", cancellationToken);
        // A clone is refused under super_read_only, but only after it has announced that it removes the data.
        await RunAsync(connection, "SET GLOBAL read_only = ON", cancellationToken);
        await RunAsync(connection, "SET GLOBAL super_read_only = OFF", cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SET GLOBAL clone_valid_donor_list = @donor";
        command.Parameters.AddWithValue("@donor", $"{donor.Host}:{donor.Port}");
        await command.ExecuteNonQueryAsync(cancellationToken);
        command.Parameters.Clear();
        command.CommandText = $"CLONE INSTANCE FROM '{AccountNames.Replication}'@'{donor.Host}':{donor.Port} IDENTIFIED BY @password REQUIRE SSL";
        command.Parameters.AddWithValue("@password", password);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    internal static async Task<int> RunAsync(MySqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new MySqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Ends every session of the application.</summary>
    internal static async Task<int> EndApplicationSessionsAsync(MySqlConnection connection, CancellationToken cancellationToken)
    {
        var sessions = (await ReadSessionsAsync(connection, cancellationToken)).Where(static session => session.IsApplication).ToList();
        foreach (var session in sessions)
            await EndAsync(connection, session.Id, cancellationToken);
        return sessions.Count;
    }

    /// <summary>One line of text for all sessions that are not sleeping: user, seconds, state and the beginning of each statement.</summary>
    internal static async Task<string> BusySessionsAsync(MySqlConnection connection, CancellationToken cancellationToken) =>
        string.Join("; ", (await ReadSessionsAsync(connection, cancellationToken)).Where(static session => session.IsBusy));

    /// <summary>
    /// By SHOW: information_schema.PROCESSLIST fills a table with every session's statement first, and fails altogether
    /// when one of them contains bytes that are not text, such as the checksum of an upload.
    /// </summary>
    private static async Task<List<ServerSession>> ReadSessionsAsync(MySqlConnection connection, CancellationToken cancellationToken)
    {
        var sessions = new List<ServerSession>();
        await using var list = new MySqlCommand("SHOW PROCESSLIST", connection);
        await using var reader = await list.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            sessions.Add(ServerSession.Read(reader));
        return sessions;
    }

    internal static async Task<bool> EndAsync(MySqlConnection connection, long session, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(connection, $"KILL {session}", cancellationToken);
            return true;
        }
        catch (MySqlException gone) when (gone.ErrorCode == MySqlErrorCode.NoSuchThread)
        {
            // It ended by itself in the meantime.
            return false;
        }
    }

    private static async Task WaitForAsync(MySqlConnection connection, GtidSet set, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (set.IsEmpty)
            return;
        await using var command = new MySqlCommand("SELECT WAIT_FOR_EXECUTED_GTID_SET(@set, @seconds)", connection);
        command.Parameters.AddWithValue("@set", set.ToString());
        command.Parameters.AddWithValue("@seconds", Math.Max(limit.TotalSeconds, 0.001));
        if (Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), System.Globalization.CultureInfo.InvariantCulture) != 0)
            throw new InvalidOperationException($"what was received was not applied within {limit.TotalSeconds:0.#} s");
    }
}
