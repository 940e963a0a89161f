using CloudApp.Agent.Decision;
using CloudApp.Agent.Settings;
using Etcdserverpb;
using Grpc.Core;

namespace CloudApp.Agent.Arbitration;

/// <summary>
/// Keeps etcd's own leader at the witness, and while that is away off the primary's host: then the loss of a host costs
/// one lease at most, and not an election and a fresh lease.
/// </summary>
public sealed partial class EtcdLeaderKeeper(EtcdConnection connection, AgentSettings settings, Func<bool> isPrimary, TimeProvider time, ILogger<EtcdLeaderKeeper> logger)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    /// <summary>For a member's answer before it is offered the lead: a dead one must not eat the time of the next.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromMilliseconds(300);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (!isPrimary())
                continue;
            try
            {
                await MoveAwayAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is RpcException or OperationCanceledException or HttpRequestException)
            {
                // A cluster without a leader, or a witness that is off: looked at again at the next turn.
                stoppingToken.ThrowIfCancellationRequested();
            }
        }
    }

    private async Task MoveAwayAsync(CancellationToken cancellation)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(Limit);
        var options = new CallOptions(cancellationToken: bound.Token);
        var members = await connection.CallAsync(async (member, call) => await member.Cluster.MemberListAsync(new MemberListRequest(), call), bound.Token);
        var own = connection.Members.FirstOrDefault(member => new Uri(member.Endpoint).Host.Equals(settings.Address, StringComparison.OrdinalIgnoreCase));
        if (own is null)
            return;
        var leader = (await own.Maintenance.StatusAsync(new StatusRequest(), options)).Leader;
        // Only the leader itself can hand over.
        if (Reach(members, leader) is not { } leading)
            return;
        var unhealthy = new HashSet<ulong>();
        while (EtcdPolicy.BetterLeader([.. members.Members.Select(member => Describe(member, unhealthy))], leader, settings.Site) is { } target)
        {
            if (await FollowsAsync(Reach(members, target.Id), leader, bound.Token) && await TryMoveAsync(leading, target, options))
                return;
            unhealthy.Add(target.Id);
        }
    }

    private EtcdMember? Reach(MemberListResponse members, ulong id)
    {
        var hosts = members.Members.Where(member => member.ID == id).SelectMany(static member => member.ClientURLs).Select(static url => new Uri(url).Host).ToList();
        return connection.Members.FirstOrDefault(member => hosts.Contains(new Uri(member.Endpoint).Host, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Asked first, because etcd accepts no change while it waits for a member that is away to take the lead.</summary>
    private static async Task<bool> FollowsAsync(EtcdMember? member, ulong leader, CancellationToken cancellation)
    {
        if (member is null)
            return false;
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(AnswerLimit);
        try
        {
            return (await member.Maintenance.StatusAsync(new StatusRequest(), new CallOptions(cancellationToken: bound.Token))).Leader == leader;
        }
        catch (Exception failure) when (failure is RpcException or OperationCanceledException or HttpRequestException)
        {
            cancellation.ThrowIfCancellationRequested();
            return false;
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
