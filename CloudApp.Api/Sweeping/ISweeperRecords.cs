namespace CloudApp.Api.Sweeping;

/// <summary>The lead as the database granted it.</summary>
/// <param name="Token">Grows with every change of hands.</param>
internal sealed record LeadGrant(ulong Token);

/// <summary>What the database knows about copies; the outside of all of it.</summary>
/// <param name="MissingCopies">Records with one copy.</param>
/// <param name="WithoutObject">Records with none.</param>
internal sealed record CopyCounts(long MissingCopies, long WithoutObject, SweeperReport? Report);

/// <summary>
/// The sweeper's side of the database: always the primary, but for <see cref="CountAsync"/>. What writes for the leader
/// carries the leader's token, and does nothing when the lead has changed hands.
/// </summary>
internal interface ISweeperRecords
{
    /// <summary>Takes the lead, or keeps it; null when another one has it. Committed at the primary when it returns.</summary>
    Task<LeadGrant?> ClaimAsync(string holder, CancellationToken cancellationToken);

    /// <summary>Gives the lead back.</summary>
    Task ReleaseAsync(string holder, CancellationToken cancellationToken);

    /// <summary>Rows with keys after the given one, in the order of the keys.</summary>
    Task<IReadOnlyList<StoredRow>> AfterKeyAsync(string key, int limit, CancellationToken cancellationToken);

    /// <summary>Rows with one copy and an id above the given one, created before a moment, in the order of the ids.</summary>
    Task<IReadOnlyList<StoredRow>> WithOneCopyAsync(long afterId, DateTimeOffset createdBefore, int limit, CancellationToken cancellationToken);

    /// <summary>Those of the keys that a row names. The same connection writes first, so the answer is the primary's and the leader's.</summary>
    /// <returns>Null when the lead has changed hands.</returns>
    Task<IReadOnlySet<string>?> NamedAsync(ulong token, IReadOnlyList<string> keys, CancellationToken cancellationToken);

    /// <summary>Writes down how many sites have the rows' objects.</summary>
    Task NoteCopiesAsync(ulong token, IReadOnlyList<long> ids, int copies, CancellationToken cancellationToken);

    /// <summary>Keeps the leader's report.</summary>
    Task SaveReportAsync(ulong token, SweeperReport report, CancellationToken cancellationToken);

    /// <summary>For people: from a replica, so maybe a moment old.</summary>
    Task<CopyCounts> CountAsync(CancellationToken cancellationToken);
}
