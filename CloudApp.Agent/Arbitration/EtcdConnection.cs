using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CloudApp.Agent.Settings;
using Etcdserverpb;
using Grpc.Core;
using Grpc.Net.Client;

namespace CloudApp.Agent.Arbitration;

/// <summary>The generated clients of one etcd member.</summary>
internal sealed record EtcdMember(string Endpoint, GrpcChannel Channel)
{
    public KV.KVClient Kv { get; } = new(Channel);

    public Lease.LeaseClient Lease { get; } = new(Channel);

    public Watch.WatchClient Watch { get; } = new(Channel);

    public Cluster.ClusterClient Cluster { get; } = new(Channel);

    public Maintenance.MaintenanceClient Maintenance { get; } = new(Channel);
}

/// <summary>
/// Channels to all members, with a client certificate. One member is used until it fails; then the next. The own
/// site's is the first, because it is reached without a cable, and is used again as soon as it serves: whoever stays with
/// the other host's member loses a keep-alive, and with it the lease, when that host is lost.
/// </summary>
internal sealed class EtcdConnection : IDisposable
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PingLimit = TimeSpan.FromSeconds(1);

    private readonly List<EtcdMember> _members;
    private int _preferred;

    public EtcdConnection(AgentSettings settings)
    {
        _members = [.. settings.EtcdEndpoints
            .OrderBy(endpoint => new Uri(endpoint).Host.Equals(settings.Address, StringComparison.OrdinalIgnoreCase) ? 0 : 1)
            .Select(endpoint => new EtcdMember(endpoint, Open(endpoint, settings.Secrets)))];
        Http = new HttpClient(NewHandler(settings.Secrets));
    }

    public IReadOnlyList<EtcdMember> Members => _members;

    /// <summary>For what a member tells beside gRPC, at the same address.</summary>
    public HttpClient Http { get; }

    public EtcdMember Preferred => _members[Volatile.Read(ref _preferred) % _members.Count];

    /// <summary>The own site's member serves: it is the next to be used.</summary>
    public void PreferOwn() => Volatile.Write(ref _preferred, 0);

    /// <summary>One call within the limit. A member that refuses connections is skipped at once.</summary>
    /// <exception cref="RpcException">No member answered.</exception>
    public async Task<T> CallAsync<T>(Func<EtcdMember, CallOptions, Task<T>> call, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var used = Volatile.Read(ref _preferred);
            try
            {
                return await call(_members[used % _members.Count], new CallOptions(cancellationToken: cancellationToken));
            }
            catch (RpcException failure) when (failure.StatusCode is StatusCode.Unavailable or StatusCode.Cancelled or StatusCode.DeadlineExceeded)
            {
                _ = Interlocked.CompareExchange(ref _preferred, used + 1, used);
                if (attempt >= _members.Count || cancellationToken.IsCancellationRequested)
                    throw;
            }
        }
    }

    public void Dispose()
    {
        foreach (var member in _members)
            member.Channel.Dispose();
        Http.Dispose();
    }

    private static GrpcChannel Open(string endpoint, AgentSecrets secrets) =>
        GrpcChannel.ForAddress(endpoint, new GrpcChannelOptions { HttpHandler = NewHandler(secrets), DisposeHttpClient = true });

    private static SocketsHttpHandler NewHandler(AgentSecrets secrets) => new()
    {
        ConnectTimeout = ConnectLimit,
        KeepAlivePingDelay = PingDelay,
        KeepAlivePingTimeout = PingLimit,
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        SslOptions = SslOptions(secrets),
    };

    private static SslClientAuthenticationOptions SslOptions(AgentSecrets secrets)
    {
        var own = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(secrets.Certificate ?? []), Encoding.ASCII.GetString(secrets.Key ?? []));
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(secrets.CaCertificate ?? [])));
        return new SslClientAuthenticationOptions { ClientCertificates = [own], CertificateChainPolicy = policy };
    }
}
