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
        var hosts = members.Members.Where(member => member.ID == leader).SelectMany(static member => member.ClientURLs).Select(static url => new Uri(url).Host).ToList();
        if (connection.Members.FirstOrDefault(member => hosts.Contains(new Uri(member.Endpoint).Host, StringComparer.OrdinalIgnoreCase)) is not { } leading)
            return;
        var unhealthy = new HashSet<ulong>();
        while (EtcdPolicy.BetterLeader([.. members.Members.Select(member => Describe(member, unhealthy))], leader, settings.Site) is { } target)
        {
            if (await TryMoveAsync(leading, target, options))
                return;
            unhealthy.Add(target.Id);
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
