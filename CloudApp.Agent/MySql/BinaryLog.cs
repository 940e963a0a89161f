using MySqlConnector;

namespace CloudApp.Agent.MySql;

/// <summary>One of the server's own binary logs.</summary>
/// <param name="Before">The transactions in all logs before it, removed ones included.</param>
internal sealed record BinaryLog(string Name, long SizeBytes, GtidSet Before)
{
    /// <summary>A log begins with its format and the set of what came before.</summary>
    private const int HeaderEvents = 2;

    /// <summary>Oldest first; the last one is being written.</summary>
    internal static async Task<List<BinaryLog>> ReadAsync(MySqlConnection connection, CancellationToken cancellationToken)
    {
        var files = new List<(string Name, long SizeBytes)>();
        await using (var list = new MySqlCommand("SHOW BINARY LOGS", connection))
        {
            await using var reader = await list.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                files.Add((reader.GetString(0), reader.GetInt64(1)));
        }
        var logs = new List<BinaryLog>();
        foreach (var (name, sizeBytes) in files)
            logs.Add(new BinaryLog(name, sizeBytes, await ReadBeforeAsync(connection, name, cancellationToken)));
        return logs;
    }

    /// <summary>Those of the logs that hold one of the transactions.</summary>
    /// <param name="executed">What all logs together hold, and what was in removed ones.</param>
    internal static List<BinaryLog> Holding(IReadOnlyList<BinaryLog> logs, GtidSet executed, GtidSet transactions)
    {
        GtidSet ContentOf(int i) => (i + 1 < logs.Count ? logs[i + 1].Before : executed).Subtract(logs[i].Before);
        return [.. logs.Where((_, i) => !ContentOf(i).Intersect(transactions).IsEmpty)];
    }

    private static async Task<GtidSet> ReadBeforeAsync(MySqlConnection connection, string name, CancellationToken cancellationToken)
    {
        await using var events = new MySqlCommand($"SHOW BINLOG EVENTS IN '{name}' LIMIT {HeaderEvents}", connection);
        await using var reader = await events.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (string.Equals(reader.GetString(2), "Previous_gtids", StringComparison.Ordinal))
                return GtidSet.Parse(reader.GetString(5).ReplaceLineEndings(""));
        }
        throw new DatabaseServerException($"the binary log {name} does not begin with the set of the transactions before it: which transactions it holds is not known.");
    }
}
