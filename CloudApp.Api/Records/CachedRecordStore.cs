using System.Collections.Concurrent;
using CloudApp.Api.Data;
using CloudApp.ServiceDefaults.Resilience;

namespace CloudApp.Api.Records;

/// <summary>
/// What everybody asks for, kept for a moment: the latest record, the first page, single records. A client that carries the
/// token of its last write is never answered from here, and whatever this node writes empties it.
/// </summary>
internal sealed class CachedRecordStore : IRecordStore
{
    private static readonly TimeSpan Kept = TimeSpan.FromMilliseconds(DatabaseLimits.ReadKeptMs);

    private readonly IRecordStore _records;
    private readonly TimeProvider _time;
    private readonly SingleFlightCache<UploadRecord?> _latest;
    private readonly SingleFlightCache<IReadOnlyList<UploadRecord>>[] _firstPages;
    private readonly ConcurrentDictionary<long, Found> _found = new();
    private int _writes;

    internal CachedRecordStore(IRecordStore records, TimeProvider time)
    {
        (_records, _time) = (records, time);
        _latest = new SingleFlightCache<UploadRecord?>(Kept, AgeFrom.Question, time);
        _firstPages = [.. Enumerable.Range(0, PageRequest.LimitMax + 1).Select(_ => new SingleFlightCache<IReadOnlyList<UploadRecord>>(Kept, AgeFrom.Question, time))];
    }

    public async Task<RecordWrite> InsertAsync(NewRecord record, CancellationToken cancellationToken)
    {
        try
        {
            return await _records.InsertAsync(record, cancellationToken);
        }
        finally
        {
            Forget();
        }
    }

    public async Task<RecordRemoval?> DeleteAsync(long id, CancellationToken cancellationToken)
    {
        try
        {
            return await _records.DeleteAsync(id, cancellationToken);
        }
        finally
        {
            Forget();
        }
    }

    public Task<UploadRecord?> FindByKeyAsync(string idempotencyKey, CancellationToken cancellationToken) =>
        _records.FindByKeyAsync(idempotencyKey, cancellationToken);

    public Task<UploadRecord?> LatestAsync(GtidSet? after, CancellationToken cancellationToken) => after is null
        ? _latest.GetAsync(() => _records.LatestAsync(null, CancellationToken.None), cancellationToken)
        : _records.LatestAsync(after, cancellationToken);

    public Task<IReadOnlyList<UploadRecord>> PageAsync(PageRequest page, GtidSet? after, CancellationToken cancellationToken) =>
        after is null && page.Before == long.MaxValue
            ? _firstPages[page.Limit].GetAsync(() => _records.PageAsync(page, null, CancellationToken.None), cancellationToken)
            : _records.PageAsync(page, after, cancellationToken);

    public async Task<UploadRecord?> FindAsync(long id, GtidSet? after, CancellationToken cancellationToken)
    {
        if (after is null && _found.TryGetValue(id, out var kept) && _time.GetElapsedTime(kept.AskedAt) < Kept)
            return kept.Record;
        var (asked, writes) = (_time.GetTimestamp(), Volatile.Read(ref _writes));
        var record = await _records.FindAsync(id, after, cancellationToken);
        // Not what was read before a write of this node; and one that is missing may come any moment.
        if (record is null || writes != Volatile.Read(ref _writes)) return record;
        if (_found.Count >= DatabaseLimits.RecordsKeptMax) _found.Clear();
        _found[id] = new Found(record, asked);
        return record;
    }

    private void Forget()
    {
        Interlocked.Increment(ref _writes);
        _found.Clear();
        _latest.Forget();
        foreach (var page in _firstPages) page.Forget();
    }

    private sealed record Found(UploadRecord Record, long AskedAt);
}
