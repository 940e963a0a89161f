using System.Globalization;
using CloudApp.Backup.Planning;
using MySqlConnector;

namespace CloudApp.Backup.Dumping;

/// <summary>
/// Counts every table and sums over its rows' SHA-256, inside the transaction of the given connection. The server does
/// it, so that a dump is compared with the server's own view and not with itself.
/// </summary>
internal static class TableDigests
{
    /// <summary>The statements that make text out of values the same on every server.</summary>
    public const string SessionSettings = "SET SESSION time_zone = '+00:00', SESSION sql_mode = '', SESSION group_concat_max_len = 1048576";

    private static readonly string[] BinaryTypes =
        ["geometry", "point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon", "geomcollection", "geometrycollection", "vector"];

    /// <param name="limit">For one table.</param>
    public static async Task<SnapshotContents> ReadAsync(
        MySqlConnection connection, IReadOnlyList<string> schemas, string gtidSet, TimeSpan limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(schemas);
        var tables = new List<TableFacts>();
        var objects = new List<string>();
        foreach (var schema in schemas)
        {
            foreach (var table in await ColumnsAsync(connection, schema, cancellationToken))
                tables.Add(await ReadTableAsync(connection, schema, table.Key, [.. table], limit, cancellationToken));
            objects.AddRange(await ReadObjectsAsync(connection, schema, cancellationToken));
        }
        return new SnapshotContents(gtidSet, tables, objects);
    }

    /// <summary>Views, triggers, routines and events by name: a dump without them is not complete.</summary>
    private static async Task<IReadOnlyList<string>> ReadObjectsAsync(MySqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT CONCAT('view ', TABLE_SCHEMA, '.', TABLE_NAME) FROM information_schema.VIEWS WHERE TABLE_SCHEMA = @schema
            UNION ALL SELECT CONCAT('trigger ', TRIGGER_SCHEMA, '.', TRIGGER_NAME) FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = @schema
            UNION ALL SELECT CONCAT(LOWER(ROUTINE_TYPE), ' ', ROUTINE_SCHEMA, '.', ROUTINE_NAME) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = @schema
            UNION ALL SELECT CONCAT('event ', EVENT_SCHEMA, '.', EVENT_NAME) FROM information_schema.EVENTS WHERE EVENT_SCHEMA = @schema
            """;
        var names = new List<string>();
        await using var command = new MySqlCommand(Sql, connection);
        command.Parameters.AddWithValue("@schema", schema);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            names.Add(reader.GetString(0));
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <summary>The question about one table. Each value is hashed alone, then each row: no two rows look alike by chance of their borders.</summary>
    public static string Sql(string schema, string table, IReadOnlyList<TableColumn> columns)
    {
        var values = columns.Select(static column =>
        {
            var bytes = BinaryTypes.Contains(column.Type, StringComparer.OrdinalIgnoreCase) ? $"HEX({Quote(column.Name)})" : $"CAST({Quote(column.Name)} AS BINARY)";
            return $"COALESCE(SHA2({bytes}, 256), 'N')";
        });
        static string Sum(int from) => $"CAST(COALESCE(SUM(CAST(CONV(SUBSTRING(h, {from}, 16), 16, 10) AS UNSIGNED)), 0) AS CHAR)";
        return $"SELECT COUNT(*), CONCAT({Sum(1)}, '-', {Sum(17)}) FROM (SELECT SHA2(CONCAT({string.Join(", ", values)}), 256) AS h FROM {Quote(schema)}.{Quote(table)}) AS hashed";
    }

    private static async Task<ILookup<string, TableColumn>> ColumnsAsync(MySqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT c.TABLE_NAME, c.COLUMN_NAME, c.DATA_TYPE
            FROM information_schema.COLUMNS AS c JOIN information_schema.TABLES AS t USING (TABLE_SCHEMA, TABLE_NAME)
            WHERE c.TABLE_SCHEMA = @schema AND t.TABLE_TYPE = 'BASE TABLE'
            ORDER BY c.TABLE_NAME, c.ORDINAL_POSITION
            """;
        var columns = new List<(string Table, TableColumn Column)>();
        await using var command = new MySqlCommand(Sql, connection);
        command.Parameters.AddWithValue("@schema", schema);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            columns.Add((reader.GetString(0), new TableColumn(reader.GetString(1), reader.GetString(2))));
        return columns.ToLookup(static row => row.Table, static row => row.Column, StringComparer.Ordinal);
    }

    private static async Task<TableFacts> ReadTableAsync(
        MySqlConnection connection, string schema, string table, IReadOnlyList<TableColumn> columns, TimeSpan limit, CancellationToken cancellationToken)
    {
        await using var command = new MySqlCommand(Sql(schema, table, columns), connection) { CommandTimeout = (int)limit.TotalSeconds };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new TableFacts(schema, table, Convert.ToInt64(reader.GetValue(0), CultureInfo.InvariantCulture), reader.GetString(1));
    }

    private static string Quote(string name) => $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";
}

/// <summary>A column and MySQL's name of its type, such as <c>varchar</c>.</summary>
internal sealed record TableColumn(string Name, string Type);
