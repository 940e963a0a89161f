namespace CloudApp.Api.Storage.Reconciliation;

/// <summary>
/// The lease of the leader among the two nodes' reconcilers: a row in the database, which fails over with it. Time is counted
/// from before the question, and the leader stops before its lease ends.
/// </summary>
internal sealed class LeaderLease(IReconcilerRecords records, string node, TimeProvider time) : IDisposable
{
    // A process that starts again is somebody else: what it believed before is gone.
    private readonly string _holder = $"{node}/{Guid.NewGuid():N}";
    private readonly SemaphoreSlim _gate = new(1, 1);
    private long _askedAt;
    private LeaseGrant? _grant;

    /// <summary>Of the lease that is held.</summary>
    internal ulong Token => _grant?.Token ?? 0;

    /// <summary>When it was granted.</summary>
    internal DateTimeOffset Since { get; private set; }

    internal bool IsHeld => _grant is not null && ElapsedMs < ReconcilerLimits.LeaseMs - ReconcilerLimits.LeaseMarginMs;

    private double ElapsedMs => time.GetElapsedTime(_askedAt).TotalMilliseconds;

    /// <summary>Renews the lease or takes it; false when another node has it. Asks the primary only now and then.</summary>
    internal async Task<bool> HoldAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (IsHeld && ElapsedMs < ReconcilerLimits.LeaseRenewMs) return true;
            var asked = time.GetTimestamp();
            var grant = await records.ClaimAsync(_holder, cancellationToken);
            if (grant is not null && grant != _grant) Since = time.GetUtcNow();
            (_askedAt, _grant) = (asked, grant);
            return IsHeld;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>As <see cref="HoldAsync"/>, in the middle of work.</summary>
    /// <exception cref="LeaseLostException">It is not held any more.</exception>
    internal async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (!await HoldAsync(cancellationToken)) throw new LeaseLostException();
    }

    internal async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        if (_grant is null) return;
        _grant = null;
        await records.ReleaseAsync(_holder, cancellationToken);
    }

    public void Dispose() => _gate.Dispose();
}

/// <summary>Another node has the lease, or this one could not prove in time that it still has it.</summary>
internal sealed class LeaseLostException() : Exception("This node's sweeper does not hold the lease any more.");
