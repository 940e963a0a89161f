namespace CloudApp.Api.Storage.Reconciliation;

/// <summary>The lease as the database granted it.</summary>
/// <param name="Token">Grows with every change of hands.</param>
internal sealed record LeaseGrant(ulong Token);

/// <summary>What the database knows about copies; the outside of all of it.</summary>
/// <param name="MissingCopies">Records with one copy.</param>
/// <param name="WithoutObject">Records with none.</param>
internal sealed record CopyCounts(long MissingCopies, long WithoutObject, ReconcilerReport? Report);

/// <summary>
/// The reconciler's side of the database: always the primary, but for <see cref="CountAsync"/>. What writes for the leader
/// carries the leader's token, and does nothing when the lease has changed hands.
/// </summary>
internal interface IReconcilerRecords
{
    /// <summary>Takes the lease, or renews it; null when another one has it. Committed at the primary when it returns.</summary>
    Task<LeaseGrant?> ClaimAsync(string holder, CancellationToken cancellationToken);

    /// <summary>Gives the lease back.</summary>
    Task ReleaseAsync(string holder, CancellationToken cancellationToken);

    /// <summary>Rows with keys after the given one, in the order of the keys.</summary>
    Task<IReadOnlyList<StoredRow>> AfterKeyAsync(string key, int limit, CancellationToken cancellationToken);

    /// <summary>Rows with one copy and an id above the given one, created before a moment, in the order of the ids.</summary>
    Task<IReadOnlyList<StoredRow>> WithOneCopyAsync(long afterId, DateTimeOffset createdBefore, int limit, CancellationToken cancellationToken);

    /// <summary>Those of the keys that a row names. The same connection writes first, so the answer is the primary's and the leader's.</summary>
    /// <returns>Null when the lease has changed hands.</returns>
    Task<IReadOnlySet<string>?> NamedAsync(ulong token, IReadOnlyList<string> keys, CancellationToken cancellationToken);

    /// <summary>Writes down how many sites have the rows' objects.</summary>
    Task NoteCopiesAsync(ulong token, IReadOnlyList<long> ids, int copies, CancellationToken cancellationToken);

    /// <summary>Keeps the leader's report.</summary>
    Task SaveReportAsync(ulong token, ReconcilerReport report, CancellationToken cancellationToken);

    /// <summary>For people: from a replica, so maybe a moment old.</summary>
    Task<CopyCounts> CountAsync(CancellationToken cancellationToken);
}
