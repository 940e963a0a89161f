namespace CloudApp.Failover.Arbitration;

/// <summary>What one member of etcd says about its space.</summary>
/// <param name="SizeBytes">Of its file. Freed pages are used again, but the file shrinks only when it is defragmented.</param>
/// <param name="InUseBytes">Of what the file holds.</param>
/// <param name="QuotaBytes">A file that reaches it takes nothing more, and raises the alarm that makes all members refuse.</param>
/// <param name="HasAlarm">NOSPACE was raised by this member.</param>
public sealed record EtcdSpace(ulong Id, long SizeBytes, long InUseBytes, long QuotaBytes, bool HasAlarm)
{
    /// <summary>0 to 100 and above, of the quota.</summary>
    public int UsedPercent => Percent(SizeBytes);

    public int InUsePercent => Percent(InUseBytes);

    private int Percent(long bytes) => QuotaBytes <= 0 ? 0 : (int)(bytes * 100 / QuotaBytes);
}

public enum EtcdUpkeepStep
{
    Nothing,

    /// <summary>Drops the history of all keys, except for the last revisions.</summary>
    Compact,

    /// <summary>Gives freed pages back: the member answers nobody meanwhile.</summary>
    Defragment,

    /// <summary>The leader gives the lead to another member, so that it can be defragmented as well.</summary>
    MoveLeader,

    /// <summary>There is room again: all members take changes again.</summary>
    Disarm,
}

/// <param name="Member">The one to defragment, or to disarm; 0 for the other steps.</param>
public sealed record EtcdUpkeepPlan(EtcdUpkeepStep Step, ulong Member = 0)
{
    public static EtcdUpkeepPlan Nothing { get; } = new(EtcdUpkeepStep.Nothing);
}

/// <summary>The pure part of keeping room in etcd: one step at a time, and what people must know.</summary>
public static class EtcdSpacePolicy
{
    /// <summary>
    /// From here on room is made. The other half is the reserve: the record and the lease need some kilobytes a day, so
    /// whatever else fills it is noticed long before they are refused.
    /// </summary>
    public const int CleanAbovePercent = 50;

    /// <summary>From here on people are told.</summary>
    public const int TellAbovePercent = 80;

    /// <summary>Less of the quota is not worth a member's silence.</summary>
    public const int MinFreedPercent = 20;

    /// <summary>Kept in case somebody watches from an older revision; our own watches never do.</summary>
    public const long KeptRevisions = 1_000;

    /// <summary>
    /// The next step. Never two members at once, the leader last and only as a follower, and none while another one is
    /// away: without two that answer nobody's lease is renewed. Where nobody holds one, nothing can be disturbed.
    /// </summary>
    /// <param name="members">Those that answer.</param>
    /// <param name="areAllThere">Every member answers.</param>
    /// <param name="revision">The present one.</param>
    /// <param name="compactedRevision">The last one that this agent has compacted to; 0 at first.</param>
    /// <param name="isLeaseHeld">Somebody is the primary, or becomes it.</param>
    /// <param name="defragmented">
    /// Those that this agent has defragmented since it compacted. Under the alarm nothing is written, and a member says what
    /// a compaction has freed only at its next write: each is defragmented once, whatever it says.
    /// </param>
    public static EtcdUpkeepPlan Next(
        IReadOnlyCollection<EtcdSpace> members, ulong leader, bool areAllThere, long revision, long compactedRevision, bool isLeaseHeld,
        IReadOnlySet<ulong> defragmented)
    {
        var hasAlarm = members.Any(static member => member.HasAlarm);
        if (!hasAlarm && members.All(static member => member.UsedPercent <= CleanAbovePercent))
            return EtcdUpkeepPlan.Nothing;
        if (CompactTo(revision, hasAlarm) > compactedRevision + (hasAlarm ? 0 : KeptRevisions))
            return new EtcdUpkeepPlan(EtcdUpkeepStep.Compact);
        var worth = members
            .Where(member => member.UsedPercent > CleanAbovePercent
                && (member.UsedPercent - member.InUsePercent >= MinFreedPercent || (hasAlarm && !defragmented.Contains(member.Id))))
            .OrderBy(member => member.Id == leader ? 1 : 0).ThenByDescending(static member => member.SizeBytes).ThenBy(static member => member.Id)
            .FirstOrDefault();
        if (worth is not null && (areAllThere || !isLeaseHeld))
        {
            if (worth.Id != leader)
                return new EtcdUpkeepPlan(EtcdUpkeepStep.Defragment, worth.Id);
            return members.Count > 1 ? new EtcdUpkeepPlan(EtcdUpkeepStep.MoveLeader) : new EtcdUpkeepPlan(EtcdUpkeepStep.Defragment, worth.Id);
        }
        return members.FirstOrDefault(static member => member.HasAlarm) is { } alarmed && members.All(static member => member.UsedPercent <= TellAbovePercent)
            ? new EtcdUpkeepPlan(EtcdUpkeepStep.Disarm, alarmed.Id)
            : EtcdUpkeepPlan.Nothing;
    }

    /// <summary>The revision to compact to. While nothing is taken nobody waits for an old one.</summary>
    public static long CompactTo(long revision, bool hasAlarm) => hasAlarm ? revision : revision - KeptRevisions;

    /// <summary>What people must know, in one sentence without a full stop; empty when all is well.</summary>
    public static string Problem(IReadOnlyCollection<EtcdSpace> members)
    {
        var worst = members.MaxBy(static member => member.UsedPercent);
        if (worst is null)
            return "";
        var inUse = members.Max(static member => member.InUsePercent) > TellAbovePercent
            ? "; what fills it is in use, so the agents cannot make room: delete the keys that do not begin with /cloudapp/ (etcdctl get --prefix --keys-only '')"
            : "; the agents make room";
        if (members.Any(static member => member.HasAlarm))
            return $"etcd has run out of space (alarm NOSPACE): no failover is possible until it takes changes again{inUse}";
        return worst.UsedPercent > TellAbovePercent ? $"etcd uses {worst.UsedPercent} % of its space, and when it is full no failover is possible{inUse}" : "";
    }
}
