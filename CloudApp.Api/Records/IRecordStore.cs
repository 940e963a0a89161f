using CloudApp.Api.Data;

namespace CloudApp.Api.Records;

/// <summary>What an insert came to.</summary>
/// <param name="Gtid">Every transaction of the primary itself until then: a reader that has it sees this record.</param>
/// <param name="IsNew">False when an earlier request with the same idempotency key had written it.</param>
internal sealed record RecordWrite(UploadRecord Record, GtidSet? Gtid, bool IsNew);

/// <summary>A record whose row is gone.</summary>
/// <param name="Gtid">Every transaction of the primary itself until then: a reader that has it does not see the record.</param>
internal sealed record RecordRemoval(UploadRecord Record, GtidSet? Gtid);

/// <summary>The records. All methods throw <see cref="DatabaseUnavailableException"/> when their time is over.</summary>
internal interface IRecordStore
{
    /// <summary>Writes the record, or finds the one with the same idempotency key; retries while a failover lasts.</summary>
    Task<RecordWrite> InsertAsync(NewRecord record, CancellationToken cancellationToken);

    /// <summary>Deletes the record's row at the primary; retries while a failover lasts.</summary>
    /// <returns>The record that is gone now; null when there was none with this id.</returns>
    Task<RecordRemoval?> DeleteAsync(long id, CancellationToken cancellationToken);

    /// <summary>One quick look at the primary for an idempotency key that was used before.</summary>
    Task<UploadRecord?> FindByKeyAsync(string idempotencyKey, CancellationToken cancellationToken);

    /// <summary>The newest record; null when there is none.</summary>
    /// <param name="after">The reader must not be behind this set; null when it does not matter.</param>
    Task<UploadRecord?> LatestAsync(GtidSet? after, CancellationToken cancellationToken);

    /// <summary>One record; null when there is none with this id.</summary>
    /// <param name="after">The reader must not be behind this set; null when it does not matter.</param>
    Task<UploadRecord?> FindAsync(long id, GtidSet? after, CancellationToken cancellationToken);

    /// <summary>Records with ids below that of the page, newest first.</summary>
    /// <param name="after">The reader must not be behind this set; null when it does not matter.</param>
    Task<IReadOnlyList<UploadRecord>> PageAsync(PageRequest page, GtidSet? after, CancellationToken cancellationToken);
}
