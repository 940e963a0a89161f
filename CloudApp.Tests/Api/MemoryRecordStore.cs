using System.Collections.Concurrent;
using CloudApp.Api.Data;
using CloudApp.Api.Records;

namespace CloudApp.Tests.Api;

/// <summary>Stands where MySQL stands, for the tests of everything in front of it. The SQL has tests against a real server.</summary>
internal sealed class MemoryRecordStore : IRecordStore
{
    private readonly ConcurrentDictionary<string, UploadRecord> _byKey = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private long _lastId;

    internal bool IsAway { get; set; }

    internal GtidSet? LastAfter { get; private set; }

    internal int Count => _byKey.Count;

    internal IReadOnlyCollection<UploadRecord> All => [.. _byKey.Values];

    public Task<RecordWrite> InsertAsync(NewRecord record, CancellationToken cancellationToken)
    {
        FailWhenAway();
        lock (_gate)
        {
            if (_byKey.TryGetValue(record.IdempotencyKey, out var earlier)) return Task.FromResult(new RecordWrite(earlier, null, false));
            var written = RecordSql.Written(record, ++_lastId);
            _byKey[record.IdempotencyKey] = written;
            return Task.FromResult(new RecordWrite(written, GtidToken.FromServer($"3e11fa47-71ca-11e1-9e33-c80aa9429562:1-{_lastId}"), true));
        }
    }

    public Task<RecordRemoval?> DeleteAsync(long id, CancellationToken cancellationToken)
    {
        FailWhenAway();
        lock (_gate)
        {
            var (key, record) = _byKey.SingleOrDefault(r => r.Value.Id == id);
            if (record is null) return Task.FromResult<RecordRemoval?>(null);
            _byKey.TryRemove(key, out _);
            return Task.FromResult<RecordRemoval?>(new RecordRemoval(record, GtidToken.FromServer($"3e11fa47-71ca-11e1-9e33-c80aa9429562:1-{_lastId + 1}")));
        }
    }

    public Task<UploadRecord?> FindByKeyAsync(string idempotencyKey, CancellationToken cancellationToken)
    {
        FailWhenAway();
        return Task.FromResult(_byKey.GetValueOrDefault(idempotencyKey));
    }

    public async Task<UploadRecord?> LatestAsync(GtidSet? after, CancellationToken cancellationToken) =>
        (await PageAsync(new PageRequest(1, long.MaxValue), after, cancellationToken)).SingleOrDefault();

    public Task<UploadRecord?> FindAsync(long id, GtidSet? after, CancellationToken cancellationToken)
    {
        FailWhenAway();
        return Task.FromResult(_byKey.Values.SingleOrDefault(r => r.Id == id));
    }

    public Task<IReadOnlyList<UploadRecord>> PageAsync(PageRequest page, GtidSet? after, CancellationToken cancellationToken)
    {
        FailWhenAway();
        LastAfter = after;
        return Task.FromResult<IReadOnlyList<UploadRecord>>(
            [.. _byKey.Values.Where(r => r.Id < page.Before).OrderByDescending(r => r.Id).Take(page.Limit)]);
    }

    private void FailWhenAway()
    {
        if (IsAway) throw new DatabaseUnavailableException("away", new IOException("away"));
    }
}
