using CloudApp.Api.Data;
using MySqlConnector;

namespace CloudApp.Api.Records;

/// <summary>The records in MySQL: writes to the primary, reads from a replica that has seen the reader's writes.</summary>
internal sealed class MySqlRecordStore(Database database, OwnWrites ownWrites, TimeProvider time, ILogger<MySqlRecordStore> logger) : IRecordStore
{
    private readonly DatabaseExecutor _writes = new(database.Write, ExecutorTimes.Writes, time, logger);
    private readonly DatabaseExecutor _quickLook = new(database.Write, ExecutorTimes.QuickLook, time, logger);
    private readonly HedgedReader _reads = new(database.OwnSiteFirst, time, logger);
    private readonly HedgedReader _primaryReads = new(database.Write, time, logger);

    public async Task<RecordWrite> InsertAsync(NewRecord record, CancellationToken cancellationToken)
    {
        var write = await _writes.RunAsync((connection, token) => InsertOnceAsync(connection, record, token), cancellationToken);
        ownWrites.Remember(write.Gtid);
        return write;
    }

    public async Task<RecordRemoval?> DeleteAsync(long id, CancellationToken cancellationToken)
    {
        // Shared by all tries: when the answer to a commit was lost, the next try finds no row, and this request's is gone.
        UploadRecord? seen = null;
        var gtid = await _writes.RunAsync(
            async (connection, token) =>
            {
                seen = await RecordSql.Find(connection, id).ReadOneAsync(token) ?? seen;
                if (seen is null) return null;
                await using var delete = RecordSql.Delete(connection, id);
                return GtidToken.FromServer(await delete.ExecuteScalarAsync(token) as string);
            },
            cancellationToken);
        ownWrites.Remember(gtid);
        return seen is null ? null : new RecordRemoval(seen, gtid);
    }

    public Task<UploadRecord?> FindByKeyAsync(string idempotencyKey, CancellationToken cancellationToken) =>
        _quickLook.RunAsync((connection, token) => RecordSql.FindByKey(connection, idempotencyKey).ReadOneAsync(token), cancellationToken);

    public async Task<UploadRecord?> LatestAsync(GtidSet? after, CancellationToken cancellationToken) =>
        (await ReadAsync(after, RecordSql.Latest, cancellationToken)) is [var latest, ..] ? latest : null;

    public async Task<UploadRecord?> FindAsync(long id, GtidSet? after, CancellationToken cancellationToken) =>
        (await ReadAsync(after, connection => RecordSql.Find(connection, id), cancellationToken)) is [var found, ..] ? found : null;

    public Task<IReadOnlyList<UploadRecord>> PageAsync(PageRequest page, GtidSet? after, CancellationToken cancellationToken) =>
        ReadAsync(after, connection => RecordSql.Page(connection, page), cancellationToken);

    // An earlier try may have committed although its answer was lost: the unique key tells, and its row is the answer.
    private static async Task<RecordWrite> InsertOnceAsync(MySqlConnection connection, NewRecord record, CancellationToken cancellationToken)
    {
        try
        {
            await using var insert = RecordSql.Insert(connection, record);
            var (id, gtid) = await insert.ReadInsertedAsync(cancellationToken);
            return new RecordWrite(RecordSql.Written(record, id), GtidToken.FromServer(gtid), IsNew: true);
        }
        catch (MySqlException error) when (error.Number == ErrorNumbers.DuplicateKey)
        {
            var earlier = await RecordSql.FindByKey(connection, record.IdempotencyKey).ReadOneAsync(cancellationToken)
                ?? throw new InvalidOperationException("A unique key other than the idempotency key is used twice.", error);
            var gtid = await RecordSql.ReadExecutedAsync(connection, cancellationToken);
            var isOwn = string.Equals(earlier.ObjectKey, record.ObjectKey, StringComparison.Ordinal);
            return new RecordWrite(earlier, GtidToken.FromServer(gtid), IsNew: isOwn);
        }
    }

    private async Task<IReadOnlyList<UploadRecord>> ReadAsync(
        GtidSet? after, Func<MySqlConnection, MySqlCommand> query, CancellationToken cancellationToken)
    {
        if (GtidToken.Union(after, ownWrites.Recent()) is not { } needed)
            return await _reads.RunAsync((connection, token) => query(connection).ReadAllAsync(token), cancellationToken);
        return await _reads.RunAsync((connection, token) => query(connection).ReadAllAfterAsync(needed, DatabaseLimits.GtidWaitMs, token), cancellationToken)
            ?? await ReadPrimaryAsync(needed, query, cancellationToken);
    }

    /// <summary>
    /// A server that was frozen may believe for a moment that it is still the primary: it is asked for the same proof, and
    /// closed by its own agent long before the wait is over. A primary that still lacks the transactions never gets them:
    /// they were given up, by a restore or by a forced failover.
    /// </summary>
    private async Task<IReadOnlyList<UploadRecord>> ReadPrimaryAsync(
        GtidSet needed, Func<MySqlConnection, MySqlCommand> query, CancellationToken cancellationToken) =>
        await _primaryReads.RunAsync((connection, token) => query(connection).ReadAllAfterAsync(needed, DatabaseLimits.PrimaryGtidWaitMs, token), cancellationToken)
        ?? await _primaryReads.RunAsync((connection, token) => query(connection).ReadAllAsync(token), cancellationToken);
}
