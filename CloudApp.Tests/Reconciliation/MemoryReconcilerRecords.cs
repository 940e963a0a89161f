using System.Collections.Concurrent;
using CloudApp.Api.Storage.Reconciliation;
using CloudApp.Contracts.Applications;

namespace CloudApp.Tests.Reconciliation;

/// <summary>The reconciler's side of the database in memory. Its SQL has tests against a real server.</summary>
internal sealed class MemoryReconcilerRecords(TimeProvider time) : IReconcilerRecords
{
    private string _holder = "";
    private ulong _token;
    private DateTimeOffset _heldUntil;

    internal ConcurrentDictionary<long, StoredRow> Rows { get; } = new();

    internal ReconcilerReport? Report { get; private set; }

    /// <summary>Happens right before the primary is asked which keys have a row.</summary>
    internal Action BeforeNamed { get; set; } = static () => { };

    public Task<LeaseGrant?> ClaimAsync(string holder, CancellationToken cancellationToken)
    {
        var isMine = string.Equals(holder, _holder, StringComparison.Ordinal);
        if (!isMine && _heldUntil > time.GetUtcNow()) return Task.FromResult<LeaseGrant?>(null);
        if (!isMine) _token++;
        (_holder, _heldUntil) = (holder, time.GetUtcNow().AddMilliseconds(ReconcilerLimits.LeaseMs));
        return Task.FromResult<LeaseGrant?>(new LeaseGrant(_token));
    }

    public Task ReleaseAsync(string holder, CancellationToken cancellationToken)
    {
        if (string.Equals(holder, _holder, StringComparison.Ordinal)) (_holder, _heldUntil) = ("", time.GetUtcNow());
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<StoredRow>> AfterKeyAsync(string key, int limit, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<StoredRow>>(
        [.. Rows.Values.Where(r => string.CompareOrdinal(r.Key, key) > 0).OrderBy(r => r.Key, StringComparer.Ordinal).Take(limit)]);

    public Task<IReadOnlyList<StoredRow>> WithOneCopyAsync(long afterId, DateTimeOffset createdBefore, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<StoredRow>>(
            [.. Rows.Values.Where(r => r.Copies == 1 && r.Id > afterId && r.CreatedAt < createdBefore).OrderBy(r => r.Id).Take(limit)]);

    public Task<IReadOnlySet<string>?> NamedAsync(ulong token, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        BeforeNamed();
        if (token != _token) return Task.FromResult<IReadOnlySet<string>?>(null);
        return Task.FromResult<IReadOnlySet<string>?>(Rows.Values.Select(r => r.Key).Intersect(keys, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal));
    }

    public Task NoteCopiesAsync(ulong token, IReadOnlyList<long> ids, int copies, CancellationToken cancellationToken)
    {
        if (token == _token) Note(ids, copies);
        return Task.CompletedTask;
    }

    public Task SaveReportAsync(ulong token, ReconcilerReport report, CancellationToken cancellationToken)
    {
        if (token == _token) Report = report;
        return Task.CompletedTask;
    }

    public Task<CopyCounts> CountAsync(CancellationToken cancellationToken) => Task.FromResult(
        new CopyCounts(Rows.Values.Count(static r => r.Copies == 1), Rows.Values.Count(static r => r.Copies == 0), Report));

    private void Note(IReadOnlyList<long> ids, int copies)
    {
        foreach (var id in ids)
            if (Rows.TryGetValue(id, out var row)) Rows[id] = row with { Copies = copies };
    }
}
