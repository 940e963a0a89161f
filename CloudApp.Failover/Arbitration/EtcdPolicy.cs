namespace CloudApp.Failover.Arbitration;

/// <summary>A member of the arbiter's cluster.</summary>
/// <param name="Site">The site it runs on; null for the witness.</param>
public sealed record ArbiterMember(ulong Id, string? Site, bool Healthy);

/// <summary>The pure part of arbitration by etcd: the lease itself is etcd's.</summary>
public static class EtcdPolicy
{
    /// <summary>etcd grants whole seconds and nothing below one.</summary>
    public static long LeaseSeconds(int leaseTtlMs) => Math.Max(1, (leaseTtlMs + 999) / 1_000);

    /// <summary>
    /// Where etcd's leader should go, or null to leave it. At the witness the loss of either host costs one lease at
    /// most, and no election and a fresh lease besides: under an election the primary would have to close itself. While
    /// the witness is away, anywhere but at the primary's host.
    /// </summary>
    public static ArbiterMember? BetterLeader(IReadOnlyCollection<ArbiterMember> members, ulong leaderId, string primarySite)
    {
        var leader = members.FirstOrDefault(member => member.Id == leaderId);
        if (leader?.Site is null)
            return null;
        var isWithPrimary = string.Equals(leader.Site, primarySite, StringComparison.Ordinal);
        return members
            .Where(member => member.Healthy && (member.Site is null || (isWithPrimary && !string.Equals(member.Site, primarySite, StringComparison.Ordinal))))
            .OrderBy(member => member.Site is null ? 0 : 1)
            .ThenBy(member => member.Id)
            .FirstOrDefault();
    }
}
