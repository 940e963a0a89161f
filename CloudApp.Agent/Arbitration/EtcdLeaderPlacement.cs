using CloudApp.Agent.Settings;
using CloudApp.Contracts.Timing;
using CloudApp.Failover.Arbitration;
using Etcdserverpb;
using Grpc.Core;

namespace CloudApp.Agent.Arbitration;

/// <summary>
/// Keeps etcd's own leader at the witness, and while that is away off the primary's host: then the loss of a host costs
/// one lease at most, and not an election and a fresh lease. And keeps this agent at its own site's member.
/// </summary>
internal sealed partial class EtcdLeaderPlacement(EtcdConnection connection, AgentSettings settings, Func<bool> isPrimary, TimeProvider time, ILogger<EtcdLeaderPlacement> logger)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    /// <summary>For one member's answer: a dead one must not eat the time of the next.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromMilliseconds(300);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is RpcException or OperationCanceledException or HttpRequestException)
            {
                // A cluster without a leader, or a witness that is off: the next turn looks again.
                stoppingToken.ThrowIfCancellationRequested();
            }
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(Limit, time, cancellationToken);
        var own = connection.Members.FirstOrDefault(member => new Uri(member.Endpoint).Host.Equals(settings.Address, StringComparison.OrdinalIgnoreCase));
        if (await LeaderSeenByAsync(own, deadline.Token) is not { } leader)
            return;
        connection.PreferOwn();
        if (isPrimary())
            await MoveAwayAsync(leader, deadline.Token);
    }

    private async Task MoveAwayAsync(ulong leader, CancellationToken cancellationToken)
    {
        var options = new CallOptions(cancellationToken: cancellationToken);
        var members = await connection.CallAsync(async (member, call) => await member.Cluster.MemberListAsync(new MemberListRequest(), call), cancellationToken);
        // Only the leader itself can hand over.
        if (Reach(members, leader) is not { } leading)
            return;
        var unhealthy = new HashSet<ulong>();
        while (EtcdPolicy.BetterLeader([.. members.Members.Select(member => Describe(member, unhealthy))], leader, settings.Site) is { } target)
        {
            // Asked first, because etcd accepts no change while it waits for a member that is away to take the lead.
            if (await LeaderSeenByAsync(Reach(members, target.Id), cancellationToken) == leader && await TryMoveAsync(leading, target, options))
                return;
            unhealthy.Add(target.Id);
        }
    }

    private EtcdMember? Reach(MemberListResponse members, ulong id)
    {
        var hosts = members.Members.Where(member => member.ID == id).SelectMany(static member => member.ClientURLs).Select(static url => new Uri(url).Host).ToList();
        return connection.Members.FirstOrDefault(member => hosts.Contains(new Uri(member.Endpoint).Host, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>The leader's id as a member sees it; null when the member does not answer or has none.</summary>
    private async Task<ulong?> LeaderSeenByAsync(EtcdMember? member, CancellationToken cancellationToken)
    {
        if (member is null)
            return null;
        using var deadline = new Deadline(AnswerLimit, time, cancellationToken);
        try
        {
            var leader = (await member.Maintenance.StatusAsync(new StatusRequest(), new CallOptions(cancellationToken: deadline.Token))).Leader;
            return leader == 0 ? null : leader;
        }
        catch (Exception failure) when (failure is RpcException or OperationCanceledException or HttpRequestException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }

    private ArbiterMember Describe(Member member, HashSet<ulong> unhealthy) =>
        new(member.ID, SiteOf(member.Name), !unhealthy.Contains(member.ID));

    private string? SiteOf(string member) =>
        new[] { settings.Site, settings.PeerSite }.FirstOrDefault(site => string.Equals(site, member, StringComparison.Ordinal));

    private async Task<bool> TryMoveAsync(EtcdMember leader, ArbiterMember target, CallOptions options)
    {
        try
        {
            await leader.Maintenance.MoveLeaderAsync(new MoveLeaderRequest { TargetID = target.Id }, options);
            Moved(logger, target.Site ?? "the witness");
            return true;
        }
        catch (RpcException failure) when (failure.StatusCode != StatusCode.Cancelled)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "etcd's leader is moved to {Member}")]
    private static partial void Moved(ILogger logger, string member);
}
