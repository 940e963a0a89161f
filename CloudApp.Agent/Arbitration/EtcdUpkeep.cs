using CloudApp.Contracts.Timing;
using CloudApp.Failover.Arbitration;
using Etcdserverpb;
using Grpc.Core;

namespace CloudApp.Agent.Arbitration;

/// <summary>
/// Looks at the room that etcd's members have, tells it, and makes room before they refuse a change of the record or of the
/// lease. The agent of the primary does it, once it has been that for a while; where nobody holds the lease, each does.
/// </summary>
internal sealed partial class EtcdUpkeep(EtcdConnection connection, EtcdArbiter arbiter, Func<bool> isPrimary, TimeProvider time, ILogger<EtcdUpkeep> logger)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    /// <summary>A failover is over by then, and whoever is new to it has caught up.</summary>
    private const int LooksBeforeActing = 3;

    /// <summary>For one member's answer.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(1);

    /// <summary>A member copies what it holds, some hundred megabytes at most.</summary>
    private static readonly TimeSpan StepLimit = TimeSpan.FromSeconds(60);

    private readonly HashSet<ulong> _defragmented = [];
    private long _compactedRevision;
    private int _looksAsPrimary;
    private int _looksWithoutLease;

    /// <summary>One look at all members, and one step at most.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        var look = await EtcdLook.TakeAsync(connection, AnswerLimit, time, cancellationToken);
        Tell(look);
        _looksAsPrimary = isPrimary() ? _looksAsPrimary + 1 : 0;
        _looksWithoutLease = look.IsLeaseHeld ? 0 : _looksWithoutLease + 1;
        if (_looksAsPrimary < LooksBeforeActing && _looksWithoutLease < LooksBeforeActing)
            return;
        var plan = EtcdSpacePolicy.Next(look.Spaces, look.Leader, look.AreAllThere, look.Revision, _compactedRevision, look.IsLeaseHeld, _defragmented);
        using var deadline = new Deadline(StepLimit, time, cancellationToken);
        var options = new CallOptions(cancellationToken: deadline.Token);
        switch (plan.Step)
        {
            case EtcdUpkeepStep.Compact:
                await CompactAsync(EtcdSpacePolicy.CompactTo(look.Revision, look.HasAlarm), deadline.Token);
                break;
            case EtcdUpkeepStep.Defragment:
                var (member, space) = look.Of(plan.Member);
                Defragments(logger, member.Endpoint, space.UsedPercent, space.InUsePercent);
                await member.Maintenance.DefragmentAsync(new DefragmentRequest(), options);
                _defragmented.Add(plan.Member);
                break;
            case EtcdUpkeepStep.MoveLeader:
                var next = look.Spaces.First(other => other.Id != look.Leader);
                await look.Of(look.Leader).Member.Maintenance.MoveLeaderAsync(new MoveLeaderRequest { TargetID = next.Id }, options);
                break;
            case EtcdUpkeepStep.Disarm:
                await connection.CallAsync(async (any, call) => await any.Maintenance.AlarmAsync(
                    new AlarmRequest { Action = AlarmRequest.Types.AlarmAction.Deactivate, Alarm = AlarmType.Nospace, MemberID = plan.Member }, call), deadline.Token);
                Disarmed(logger);
                break;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is RpcException or OperationCanceledException or HttpRequestException or IOException)
            {
                // A cluster without a leader, or a member that went away meanwhile: the next turn looks again.
                stoppingToken.ThrowIfCancellationRequested();
                CannotLook(logger, failure.Message);
            }
        }
    }

    private void Tell(EtcdLook look)
    {
        var spaces = look.Spaces;
        var problem = EtcdSpacePolicy.Problem(spaces);
        if (problem.Length > 0 && !string.Equals(problem, arbiter.Space.Problem, StringComparison.Ordinal))
            HasProblem(logger, problem);
        arbiter.Space = new EtcdSpaceReport(spaces.Count == 0 ? null : spaces.Max(static space => space.UsedPercent), look.HasAlarm, problem);
    }

    private async Task CompactAsync(long revision, CancellationToken cancellationToken)
    {
        try
        {
            await connection.CallAsync(async (any, call) => await any.Kv.CompactAsync(new CompactionRequest { Revision = revision, Physical = true }, call), cancellationToken);
            Compacted(logger, revision);
        }
        catch (RpcException done) when (done.StatusCode == StatusCode.OutOfRange)
        {
            // Another agent, or etcd by itself, has compacted to there or further.
        }
        _compactedRevision = revision;
        _defragmented.Clear();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Problem}")]
    private static partial void HasProblem(ILogger logger, string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "etcd's history is dropped up to revision {Revision}")]
    private static partial void Compacted(ILogger logger, long revision);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Endpoint} is defragmented: its file uses {Used} % of its quota, what is in it {InUse} %")]
    private static partial void Defragments(ILogger logger, string endpoint, int used, int inUse);

    [LoggerMessage(Level = LogLevel.Warning, Message = "etcd has room again: the alarm NOSPACE is taken back")]
    private static partial void Disarmed(ILogger logger);

    [LoggerMessage(Level = LogLevel.Debug, Message = "etcd's space could not be looked at: {Why}")]
    private static partial void CannotLook(ILogger logger, string why);
}
