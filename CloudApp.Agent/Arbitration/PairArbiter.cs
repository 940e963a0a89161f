using System.Runtime.CompilerServices;
using System.Threading.Channels;
using CloudApp.Agent.Settings;
using CloudApp.Agent.Timing;
using CloudApp.Contracts.Agents;
using CloudApp.Contracts.Clients;
using CloudApp.Failover;
using CloudApp.Failover.Arbitration;

namespace CloudApp.Agent.Arbitration;

/// <summary>Carries the notes of <see cref="PairArbitration"/> between the two agents and keeps its record on disk.</summary>
internal sealed partial class PairArbiter(
    PairArbitration core, RecordFile file, ServiceConnection peer, AgentSettings settings, AgentClock clock, ILogger<PairArbiter> logger) : BackgroundService, IArbiter
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromMilliseconds(300);

    /// <summary>A refusal costs no message: without a pause the core would ask again at once, and again.</summary>
    private static readonly TimeSpan RefusedPause = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly WallClockWatch _wallClock = new();
    private readonly SemaphoreSlim _nudge = new(0);
    private readonly Channel<ArbiterSnapshot> _snapshots = Channel.CreateBounded<ArbiterSnapshot>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    private PairRecord? _written = core.Held;
    private ArbiterSnapshot? _told;

    public string OpenCase => core.OpenCase;

    /// <summary>Why the lease is withheld now, or empty.</summary>
    public string Withheld => Locked(now => core.Snapshot(now)).Withheld ?? "";

    public async ValueTask<ArbiterReply> SendAsync(ArbiterRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await RunAsync(request, cancellationToken);
            if (reply.Outcome == ArbiterOutcome.Refused)
                await Task.Delay(RefusedPause, clock.Time, cancellationToken);
            if (request.Verb != ArbiterVerb.Observe && request.Verb != ArbiterVerb.KeepAlive)
                _nudge.Release();
            return reply;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            CannotWrite(logger, failure.Message);
            return new ArbiterReply(request.Id, ArbiterOutcome.Unknown, Error: failure.Message);
        }
    }

    public async IAsyncEnumerable<ArbiterSnapshot> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var snapshot in _snapshots.Reader.ReadAllAsync(cancellationToken))
            yield return snapshot;
    }

    /// <summary>The other agent asks.</summary>
    /// <exception cref="IOException">The record could not be written: then nothing may be answered.</exception>
    public PairNote Answer(PairNote question) => Locked(now => core.Answer(question, now));

    public override void Dispose()
    {
        _nudge.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await AskAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                CannotWrite(logger, failure.Message);
            }
            await _nudge.WaitAsync(Period, stoppingToken);
        }
    }

    private async Task<ArbiterReply> RunAsync(ArbiterRequest request, CancellationToken cancellationToken)
    {
        switch (request.Verb)
        {
            case ArbiterVerb.Observe:
                return Locked(now => core.Observe(request, now));
            case ArbiterVerb.KeepAlive:
                return Locked(now => core.KeepAlive(request, now));
            case ArbiterVerb.Release:
                return Locked(now => core.Release(request, now));
            case ArbiterVerb.TryAcquire:
                return Locked(now => core.BeginAcquire(request, now)) is { } taken ? taken : await EndAsync(request, core.EndAcquire, cancellationToken);
            case ArbiterVerb.CompareAndSwap:
                return Locked(now => core.BeginSwap(request, now)) is { } swapped ? swapped : await EndAsync(request, core.EndSwap, cancellationToken);
            default:
                throw new InvalidOperationException($"{request.Verb} is not a request to the arbiter.");
        }
    }

    private async Task<ArbiterReply> EndAsync(ArbiterRequest request, Func<ArbiterRequest, PairNote?, long, ArbiterReply> end, CancellationToken cancellationToken)
    {
        PairNote? answer = null;
        ArbiterReply reply;
        try
        {
            answer = await AskAsync(cancellationToken);
        }
        finally
        {
            // Also when the agent stops: what was asked for must not stay open.
            reply = Locked(now => end(request, answer, now));
        }
        return reply;
    }

    /// <summary>One question to the other half; null when it is not answered.</summary>
    private async Task<PairNote?> AskAsync(CancellationToken cancellationToken)
    {
        var (question, sentMs) = Locked(now => (core.Question(), now));
        var request = ServiceRequest.Post(AgentRoutes.PeerArbitration, AnswerLimit, JsonContent.Create(question, RecordJson.Default.PairNote));
        var answer = await peer.TryAskAsync(request, RecordJson.Default.PairNote, cancellationToken);
        return Locked(_ =>
        {
            if (answer is null || !string.Equals(answer.Site, settings.PeerSite, StringComparison.Ordinal))
                core.TakeSilence(sentMs);
            else
                core.TakeAnswer(answer, sentMs);
            return answer;
        });
    }

    /// <summary>One step of the core. What it holds is on disk before anyone hears of it.</summary>
    private T Locked<T>(Func<long, T> step)
    {
        lock (_gate)
        {
            var now = clock.NowMs;
            if (_wallClock.HasLeapt(clock.Time.GetUtcNow().ToUnixTimeMilliseconds(), now))
            {
                core.ForgetConfirmation();
                Leapt(logger);
            }
            var result = step(now);
            if (core.Held is { } held && held != _written)
            {
                file.Write(held);
                _written = held;
            }
            var snapshot = core.Snapshot(now);
            if (snapshot != _told)
                _snapshots.Writer.TryWrite(_told = snapshot);
            return result;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The wall clock has leapt forward: this machine may have stood still, so nothing that the other host said before counts any more")]
    private static partial void Leapt(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "The record could not be written: {Why}")]
    private static partial void CannotWrite(ILogger logger, string why);
}
