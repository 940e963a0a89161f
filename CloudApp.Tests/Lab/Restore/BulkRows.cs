using System.Globalization;
using CloudApp.Tests.Lab.Failover;

namespace CloudApp.Tests.Lab.Restore;

/// <summary>Writes to a server as the application would, past the application.</summary>
internal sealed class BulkRows(DatabaseHost database)
{
    private const int BatchRows = 10_000;

    private const string AppScript =
        "MYSQL_PWD=\"$MYSQL_APP_PASSWORD\" exec mysql --no-defaults -u cloudapp -S /run/cloudapp/mysqld.sock -D cloud_app -N -B -e \"$1\"";

    public async Task<string> SqlAsync(string sql, CancellationToken cancellationToken) =>
        (await database.ExecAsync(["sh", "-c", AppScript, "sh", sql], cancellationToken)).Trim();

    /// <summary>Rows that look like uploads, without pictures.</summary>
    public async Task InsertAsync(string mark, int rows, CancellationToken cancellationToken)
    {
        for (var first = 0; first < rows; first += BatchRows)
        {
            var count = Math.Min(BatchRows, rows - first);
            await SqlAsync(string.Create(CultureInfo.InvariantCulture, $"""
                SET SESSION cte_max_recursion_depth = {BatchRows};
                INSERT INTO records (name, object_key, content_type, size_bytes, sha256, idempotency_key, site, node, created_at)
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
                SELECT CONCAT('bulk ', {first} + i), CONCAT('{mark}/', {first} + i), 'image/png', 1, UNHEX(SHA2({first} + i, 256)), CONCAT('i:{mark}/', {first} + i), 'host1', 'bulk', NOW(6) FROM n
                """), cancellationToken);
        }
    }

    public Task RemoveAsync(string mark, CancellationToken cancellationToken) => SqlAsync($"DELETE FROM records WHERE object_key LIKE '{mark}/%'", cancellationToken);
}
