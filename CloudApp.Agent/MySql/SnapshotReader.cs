using System.Data.Common;
using MySqlConnector;

namespace CloudApp.Agent.MySql;

/// <summary>Reads the state of a running server in one round trip.</summary>
internal static class SnapshotReader
{
    private const string Sql = """
        SELECT @@global.server_uuid, @@global.super_read_only, @@global.read_only, @@global.offline_mode,
               @@global.gtid_executed, @@global.gtid_purged, @@global.rpl_semi_sync_source_enabled, @@global.rpl_semi_sync_source_timeout,
               @@global.rpl_semi_sync_source_wait_point, @@global.rpl_semi_sync_source_wait_for_replica_count, @@global.rpl_semi_sync_source_wait_no_replica;
        SHOW REPLICA STATUS;
        SHOW GLOBAL STATUS WHERE Variable_name IN ('Rpl_semi_sync_source_status', 'Rpl_semi_sync_source_clients',
            'Rpl_semi_sync_source_no_tx', 'Rpl_semi_sync_source_no_times', 'Rpl_semi_sync_replica_status');
        """;

    internal static async Task<ServerSnapshot> ReadAsync(MySqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Sql;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var snapshot = new ServerSnapshot(ServerProcess.Running)
        {
            ServerUuid = reader.GetString(0),
            SuperReadOnly = reader.GetInt64(1) != 0,
            ReadOnly = reader.GetInt64(2) != 0,
            OfflineMode = reader.GetInt64(3) != 0,
            Executed = ReadSet(reader.GetString(4)),
            Purged = ReadSet(reader.GetString(5)),
        };
        var sourceEnabled = reader.GetInt64(6) != 0;
        var longTimeout = Convert.ToUInt64(reader.GetValue(7), System.Globalization.CultureInfo.InvariantCulture) >= SemiSyncSettings.TimeoutMs;
        var altered = !reader.GetString(8).Equals(SemiSyncSettings.WaitPoint, StringComparison.OrdinalIgnoreCase)
            || reader.GetInt64(9) != SemiSyncSettings.Acknowledgements || reader.GetInt64(10) == 0;
        await reader.NextResultAsync(cancellationToken);
        var replica = await reader.ReadAsync(cancellationToken) ? ReadReplica(reader) : null;
        await reader.NextResultAsync(cancellationToken);
        var status = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadAsync(cancellationToken))
            status[reader.GetString(0)] = reader.GetString(1);
        return snapshot with
        {
            Replica = replica,
            SemiSync = ReadSemiSync(status, sourceEnabled) with { LongTimeout = longTimeout, Altered = altered, OffCount = Number(status, "Rpl_semi_sync_source_no_times") },
        };
    }

    private static GtidSet ReadSet(string text) => GtidSet.Parse(text.ReplaceLineEndings(""));

    private static SemiSync ReadSemiSync(Dictionary<string, string> status, bool sourceEnabled) => new(
        sourceEnabled,
        IsOn(status, "Rpl_semi_sync_source_status"),
        (int)Number(status, "Rpl_semi_sync_source_clients"),
        Number(status, "Rpl_semi_sync_source_no_tx"),
        IsOn(status, "Rpl_semi_sync_replica_status"));

    private static bool IsOn(Dictionary<string, string> status, string name) =>
        status.TryGetValue(name, out var value) && value.Equals("ON", StringComparison.OrdinalIgnoreCase);

    private static long Number(Dictionary<string, string> status, string name) =>
        status.TryGetValue(name, out var value) && long.TryParse(value, out var number) ? number : 0;

    private static ReplicaThreads ReadReplica(DbDataReader row)
    {
        string Text(string name) => row[name] is string text ? text : Convert.ToString(row[name], System.Globalization.CultureInfo.InvariantCulture) ?? "";
        int Code(string name) => Convert.ToInt32(row[name], System.Globalization.CultureInfo.InvariantCulture);
        return new ReplicaThreads(
            Text("Source_Host"), Code("Source_Port"),
            Text("Replica_IO_Running").Equals("Yes", StringComparison.OrdinalIgnoreCase),
            Text("Replica_SQL_Running").Equals("Yes", StringComparison.OrdinalIgnoreCase))
        {
            IoConnecting = Text("Replica_IO_Running").Equals("Connecting", StringComparison.OrdinalIgnoreCase),
            Retrieved = ReadSet(Text("Retrieved_Gtid_Set")),
            SecondsBehind = row["Seconds_Behind_Source"] is DBNull ? null : Convert.ToInt64(row["Seconds_Behind_Source"], System.Globalization.CultureInfo.InvariantCulture),
            LastIoErrorNumber = Code("Last_IO_Errno"),
            LastIoError = Text("Last_IO_Error"),
            LastSqlErrorNumber = Code("Last_SQL_Errno"),
            LastSqlError = Text("Last_SQL_Error"),
        };
    }
}
