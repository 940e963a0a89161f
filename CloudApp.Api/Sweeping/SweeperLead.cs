namespace CloudApp.Api.Sweeping;

/// <summary>
/// The lead among the two nodes' sweepers: a row with a term in the database, which fails over with it. Time is counted
/// from before the question, and the leader stops before its term ends.
/// </summary>
internal sealed class SweeperLead(ISweeperRecords records, string node, TimeProvider time) : IDisposable
{
    // A process that starts again is somebody else: what it believed before is gone.
    private readonly string _holder = $"{node}/{Guid.NewGuid():N}";
    private readonly SemaphoreSlim _gate = new(1, 1);
    private long _askedAt;
    private LeadGrant? _grant;

    /// <summary>Of the lead that is held.</summary>
    internal ulong Token => _grant?.Token ?? 0;

    /// <summary>When the lead was got.</summary>
    internal DateTimeOffset Since { get; private set; }

    internal bool IsHeld => _grant is not null && ElapsedMs < SweeperLimits.LeaseMs - SweeperLimits.LeaseMarginMs;

    private double ElapsedMs => time.GetElapsedTime(_askedAt).TotalMilliseconds;

    /// <summary>Keeps the lead or takes it; false when another node has it. Asks the primary only now and then.</summary>
    internal async Task<bool> HoldAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (IsHeld && ElapsedMs < SweeperLimits.LeaseRenewMs) return true;
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
    /// <exception cref="LeadLostException">It is not held any more.</exception>
    internal async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (!await HoldAsync(cancellationToken)) throw new LeadLostException();
    }

    internal async Task GiveUpAsync(CancellationToken cancellationToken)
    {
        if (_grant is null) return;
        _grant = null;
        await records.ReleaseAsync(_holder, cancellationToken);
    }

    public void Dispose() => _gate.Dispose();
}

/// <summary>Another node has the lead, or this one could not prove in time that it still has it.</summary>
internal sealed class LeadLostException() : Exception("The lead among the sweepers is not held any more.");
