namespace CloudApp.Agent.Decision;

/// <summary>A member of the arbiter's cluster.</summary>
/// <param name="Site">The site it runs on; null for the witness.</param>
public sealed record ArbiterMember(ulong Id, string? Site, bool Healthy);

/// <summary>The pure part of arbitration by etcd: the lease itself is etcd's.</summary>
public static class EtcdPolicy
{
    /// <summary>etcd grants whole seconds and nothing below one.</summary>
    public static long LeaseSeconds(int leaseTtlMs) => Math.Max(1, (leaseTtlMs + 999) / 1_000);

    /// <summary>
    /// Where etcd's leader should go, or null to leave it: off the primary's host, so that losing that host costs one
    /// lease and not an election and a fresh lease besides. The witness is preferred: it survives either host.
    /// </summary>
    public static ArbiterMember? BetterLeader(IReadOnlyCollection<ArbiterMember> members, ulong leaderId, string primarySite)
    {
        ArbiterMember? leader = members.FirstOrDefault(member => member.Id == leaderId);
        if (leader is null || !string.Equals(leader.Site, primarySite, StringComparison.Ordinal))
            return null;
        return members
            .Where(member => member.Healthy && !string.Equals(member.Site, primarySite, StringComparison.Ordinal))
            .OrderBy(member => member.Site is null ? 0 : 1)
            .ThenBy(member => member.Id)
            .FirstOrDefault();
    }
}
