namespace CloudApp.Failover;

public enum ArbiterVerb : byte
{
    /// <summary>A linearizable read of record and lease.</summary>
    Observe,

    /// <summary>Takes the lease if it is free and the record still has the expected revision. The record stays as it is.</summary>
    TryAcquire,

    /// <summary>Renews the lease of this owner.</summary>
    KeepAlive,

    /// <summary>Gives up the lease of this owner. That owner id is never used again.</summary>
    Release,

    /// <summary>Writes the record if its revision is the expected one and this owner holds the lease.</summary>
    CompareAndSwap,
}

/// <summary>One request to the arbiter.</summary>
/// <param name="Owner">"site/run/number": one id per attempt to hold the lease, so that no late reply revives an old one.</param>
/// <param name="ExpectedRevision">Revision of the record, 0 when there must be none.</param>
/// <param name="Record">The new record, for CompareAndSwap.</param>
/// <param name="Forced">TryAcquire on an operator's order: for the log, and for arbitration that needs one.</param>
/// <param name="Handover">Release after a switchover: the standby has everything and shall take the lease.</param>
public sealed record ArbiterRequest(
    long Id, ArbiterVerb Verb, string Owner = "", long ExpectedRevision = 0, ClusterRecord? Record = null, bool Forced = false, bool Handover = false);

/// <summary>What the arbiter holds at one moment. Snapshots are ordered by <paramref name="StoreRevision"/>, which every change raises.</summary>
/// <param name="Record">Null before the first start.</param>
/// <param name="Revision">Revision of the record's last change, 0 when there is none.</param>
/// <param name="LeaseOwner">Null when nobody holds the lease.</param>
/// <param name="StoreRevision">The revision of the whole store when this was read.</param>
/// <param name="Withheld">Why nobody is given the lease although nobody holds it; null when it can be had.</param>
public sealed record ArbiterSnapshot(ClusterRecord? Record, long Revision, string? LeaseOwner, long StoreRevision, string? Withheld = null);

public enum ArbiterOutcome : byte
{
    Done,

    /// <summary>Answered, and not done: a compare failed or the lease is gone.</summary>
    Refused,

    /// <summary>No answer: it may have been done, or may still be done later.</summary>
    Unknown,
}

/// <summary>What became of a request.</summary>
/// <param name="Snapshot">As of the reply; required for Done and Refused of Observe, TryAcquire and CompareAndSwap.</param>
public sealed record ArbiterReply(long RequestId, ArbiterOutcome Outcome, ArbiterSnapshot? Snapshot = null, string? Error = null);
