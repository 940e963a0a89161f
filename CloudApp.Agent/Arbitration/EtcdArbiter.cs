using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using CloudApp.Agent.Settings;
using CloudApp.Contracts.Timing;
using CloudApp.Failover;
using CloudApp.Failover.Arbitration;
using Etcdserverpb;
using Grpc.Core;

namespace CloudApp.Agent.Arbitration;

/// <summary>
/// Record and lease in etcd: two keys, changed by transactions only. The lease's key holds the owner and vanishes
/// with the etcd lease that it is attached to.
/// </summary>
internal sealed partial class EtcdArbiter(EtcdConnection connection, AgentSettings settings, TimeProvider time, ILogger<EtcdArbiter> logger) : IArbiter
{
    private static readonly TimeSpan WatchRetry = TimeSpan.FromMilliseconds(500);

    private readonly TimeSpan _replyLimit = TimeSpan.FromMilliseconds(new AgentTimings { LeaseTtlMs = settings.LeaseTtlMs }.ArbiterReplyMs);
    private readonly ConcurrentDictionary<string, long> _leases = new(StringComparer.Ordinal);
    private string? _lastProblem;

    /// <summary>The room that etcd has, as it was last seen.</summary>
    public EtcdSpaceReport Space { get; set; } = EtcdSpaceReport.Unknown;

    public async ValueTask<ArbiterReply> SendAsync(ArbiterRequest request, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(_replyLimit, time, cancellationToken);
        try
        {
            var reply = await RunAsync(request, deadline.Token);
            if (Interlocked.Exchange(ref _lastProblem, null) is not null)
                AnswersAgain(logger);
            return reply;
        }
        catch (Exception failure) when (failure is RpcException or OperationCanceledException or JsonException or HttpRequestException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var problem = failure is RpcException rpc ? rpc.Status.Detail : failure.Message;
            if (Interlocked.Exchange(ref _lastProblem, problem) is null)
                DoesNotAnswer(logger, request.Verb, problem);
            return new ArbiterReply(request.Id, ArbiterOutcome.Unknown, Error: problem);
        }
    }

    public async IAsyncEnumerable<ArbiterSnapshot> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            using var watch = connection.Preferred.Watch.Watch(cancellationToken: cancellationToken);
            while (await NextChangeAsync(watch, cancellationToken))
            {
                var reply = await SendAsync(new ArbiterRequest(0, ArbiterVerb.Observe), cancellationToken);
                if (reply.Snapshot is { } snapshot)
                    yield return snapshot;
            }
            await Task.Delay(WatchRetry, time, cancellationToken);
        }
    }

    private static async Task<bool> NextChangeAsync(AsyncDuplexStreamingCall<WatchRequest, WatchResponse> watch, CancellationToken cancellationToken)
    {
        try
        {
            if (watch.ResponseHeadersAsync.IsCompleted is false)
                await watch.RequestStream.WriteAsync(EtcdText.WatchBoth(), cancellationToken);
            return await watch.ResponseStream.MoveNext(cancellationToken);
        }
        catch (Exception failure) when (failure is RpcException or InvalidOperationException or HttpRequestException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }

    private Task<ArbiterReply> RunAsync(ArbiterRequest request, CancellationToken cancellationToken) => request.Verb switch
    {
        ArbiterVerb.Observe => TransactAsync(request, EtcdText.Observe(), cancellationToken),
        ArbiterVerb.TryAcquire => TryAcquireAsync(request, cancellationToken),
        ArbiterVerb.KeepAlive => KeepAliveAsync(request, cancellationToken),
        ArbiterVerb.Release => ReleaseAsync(request, cancellationToken),
        ArbiterVerb.CompareAndSwap => TransactAsync(request, EtcdText.CompareAndSwap(request), cancellationToken),
        _ => throw new InvalidOperationException($"{request.Verb} is not a request to the arbiter."),
    };

    private async Task<ArbiterReply> TransactAsync(ArbiterRequest request, TxnRequest transaction, CancellationToken cancellationToken)
    {
        var response = await connection.CallAsync(async (member, options) => await member.Kv.TxnAsync(transaction, options), cancellationToken);
        var (snapshot, leaseId) = EtcdText.Snapshot(response);
        if (snapshot.LeaseOwner is { } owner)
            _leases[owner] = leaseId;
        return new ArbiterReply(request.Id, response.Succeeded ? ArbiterOutcome.Done : ArbiterOutcome.Refused, snapshot);
    }

    private async Task<ArbiterReply> TryAcquireAsync(ArbiterRequest request, CancellationToken cancellationToken)
    {
        var grant = new LeaseGrantRequest { TTL = EtcdPolicy.LeaseSeconds(settings.LeaseTtlMs) };
        var granted = await connection.CallAsync(async (member, options) => await member.Lease.LeaseGrantAsync(grant, options), cancellationToken);
        // An attempt whose outcome stays unknown may still succeed: then the snapshot of a later reply brings this lease back.
        var reply = await TransactAsync(request, EtcdText.TryAcquire(request, granted.ID), cancellationToken);
        if (reply.Outcome == ArbiterOutcome.Refused)
            await RevokeAsync(granted.ID, cancellationToken);
        return reply;
    }

    private async Task<ArbiterReply> KeepAliveAsync(ArbiterRequest request, CancellationToken cancellationToken)
    {
        if (!_leases.TryGetValue(request.Owner, out var leaseId))
            return new ArbiterReply(request.Id, ArbiterOutcome.Refused, Error: "no lease is known for this owner");
        var left = await connection.CallAsync(async (member, options) =>
        {
            using var stream = member.Lease.LeaseKeepAlive(options);
            await stream.RequestStream.WriteAsync(new LeaseKeepAliveRequest { ID = leaseId }, options.CancellationToken);
            await stream.RequestStream.CompleteAsync();
            return await stream.ResponseStream.MoveNext(options.CancellationToken) ? stream.ResponseStream.Current.TTL : 0;
        }, cancellationToken);
        return new ArbiterReply(request.Id, left > 0 ? ArbiterOutcome.Done : ArbiterOutcome.Refused);
    }

    private async Task<ArbiterReply> ReleaseAsync(ArbiterRequest request, CancellationToken cancellationToken)
    {
        if (_leases.TryRemove(request.Owner, out var leaseId))
            await RevokeAsync(leaseId, cancellationToken);
        return new ArbiterReply(request.Id, ArbiterOutcome.Done);
    }

    private async Task RevokeAsync(long leaseId, CancellationToken cancellationToken)
    {
        try
        {
            await connection.CallAsync(async (member, options) => await member.Lease.LeaseRevokeAsync(new LeaseRevokeRequest { ID = leaseId }, options), cancellationToken);
        }
        catch (RpcException gone) when (gone.StatusCode == StatusCode.NotFound)
        {
            // It had ended by itself.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "etcd does not answer {Verb}: {Problem}")]
    private static partial void DoesNotAnswer(ILogger logger, ArbiterVerb verb, string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "etcd answers again")]
    private static partial void AnswersAgain(ILogger logger);
}
