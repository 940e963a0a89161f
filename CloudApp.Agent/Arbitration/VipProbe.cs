using System.Net;
using System.Net.Sockets;
using CloudApp.Agent.Settings;
using CloudApp.Agent.Timing;
using CloudApp.Contracts.Timing;
using CloudApp.Failover;
using CloudApp.Failover.Arbitration;

namespace CloudApp.Agent.Arbitration;

/// <summary>
/// Keeps asking who answers at the VIP, and whether the other host's load balancer and the gateway answer. The agent
/// has a network of its own and cannot look at the host's addresses: HAProxy at the VIP names its site instead.
/// </summary>
internal sealed class VipProbe : BackgroundService
{
    /// <summary>The header in which HAProxy names its site.</summary>
    public const string SiteHeader = "X-CloudApp-Site";

    private const int ProbeGapMaxMs = 1_000;

    /// <summary>A gateway that drops the one may refuse the other: either answer proves that it lives.</summary>
    private static readonly int[] GatewayPorts = [53, 80];

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(300);

    private readonly Lock _gate = new();
    private readonly SilenceClock _peer = new(ProbeGapMaxMs);
    private readonly SilenceClock _gateway = new(ProbeGapMaxMs);
    private readonly SilenceClock _vip = new(ProbeGapMaxMs);
    private readonly AgentSettings _settings;
    private readonly AgentClock _clock;
    private readonly long _vipFreshMs;
    // A connection that is kept open would still lead to the host that had the VIP before.
    private readonly HttpClient _client = new(new SocketsHttpHandler { ConnectTimeout = Limit, PooledConnectionLifetime = TimeSpan.Zero }) { Timeout = Limit };
    private long? _vipSinceMs;

    public VipProbe(AgentSettings settings, AgentTimings timings, AgentClock clock)
    {
        (_settings, _clock, _vipFreshMs) = (settings, clock, timings.PeerSilentMs);
    }

    /// <summary>What is known at this moment of the agent's clock.</summary>
    public VipFacts Look(long nowMs)
    {
        lock (_gate)
        {
            var held = _vipSinceMs is { } since && nowMs - _vip.AnsweredMs < _vipFreshMs ? nowMs - since : (long?)null;
            return new VipFacts(held, _peer.SilentForMs(nowMs), nowMs - _peer.AnsweredMs, nowMs - _gateway.AnsweredMs);
        }
    }

    public override void Dispose()
    {
        _client.Dispose();
        base.Dispose();
    }

    /// <summary>Each by itself: what the gateway says must not grow old because a dead host keeps its own probe waiting.</summary>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        RepeatAsync(_vip, IsVipHereAsync, stoppingToken),
        RepeatAsync(_peer, PeerAnswersAsync, stoppingToken),
        RepeatAsync(_gateway, GatewayAnswersAsync, stoppingToken));

    private async Task RepeatAsync(SilenceClock silence, Func<CancellationToken, Task<bool>> probe, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, _clock.Time);
        do
            await TryAsync(silence, probe, cancellationToken);
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private async Task TryAsync(SilenceClock silence, Func<CancellationToken, Task<bool>> probe, CancellationToken cancellationToken)
    {
        var sentMs = _clock.NowMs;
        using var deadline = new Deadline(Limit, _clock.Time, cancellationToken);
        var answered = false;
        try
        {
            answered = await probe(deadline.Token);
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or SocketException)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
        lock (_gate)
        {
            if (answered)
                silence.Answered(sentMs);
            else
                silence.Failed(sentMs);
            if (silence == _vip)
                _vipSinceMs = answered ? _vipSinceMs ?? sentMs : null;
        }
    }

    private async Task<bool> IsVipHereAsync(CancellationToken cancellationToken)
    {
        using var answer = await _client.GetAsync(_settings.VipUrl, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return answer.Headers.TryGetValues(SiteHeader, out var sites) && sites.Contains(_settings.Site, StringComparer.Ordinal);
    }

    /// <summary>Any answer: a load balancer that refuses lives as well.</summary>
    private async Task<bool> PeerAnswersAsync(CancellationToken cancellationToken)
    {
        var url = _settings.PeerHostUrl ?? throw new InvalidOperationException("The arbiter vip needs the other host's URL.");
        return await AnswersAsync(url.Host, url.Port, cancellationToken);
    }

    private async Task<bool> GatewayAnswersAsync(CancellationToken cancellationToken)
    {
        await foreach (var answer in Task.WhenEach(GatewayPorts.Select(port => AnswersAsync(_settings.Gateway, port, cancellationToken))))
        {
            if (await answer)
                return true;
        }
        return false;
    }

    /// <summary>Accepted and refused both prove that a machine is there.</summary>
    private static async Task<bool> AnswersAsync(string host, int port, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(host), port), cancellationToken);
            return true;
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return true;
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            return false;
        }
    }
}
