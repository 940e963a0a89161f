using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CloudApp.Lab;
using CloudApp.Operations.Engine;
using Xunit;

namespace CloudApp.Tests.Infra;

/// <summary>Two network namespaces joined by one cable, each with an engine of its own: enough for the load balancers' parts.</summary>
internal sealed class PairOfHosts : IAsyncDisposable
{
    public const string Nic = "eth0";

    // A documentation network (RFC 5737): nothing outside the two namespaces can have these addresses.
    public const string Vip = "192.0.2.10";

    private readonly string _directory = Directory.CreateTempSubdirectory("ca").FullName;
    private readonly string _prefix = "ct" + RandomNumberGenerator.GetHexString(4, lowercase: true);
    private readonly List<DockerEngine> _engines = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static string Address(int host) => host == 0 ? "192.0.2.12" : "192.0.2.15";

    public string Namespace(int host) => $"{_prefix}{host}";

    public DockerCli Docker(int host) => _engines[host].Docker;

    public static async Task<PairOfHosts> StartAsync(params string[] components)
    {
        var pair = new PairOfHosts();
        try
        {
            await pair.CableAsync();
            var builder = await Builder.StartAsync();
            var binaries = new EngineInstaller(CloudAppDirectories.FromEnvironment(), Builder.Runner).Binaries;
            foreach (var host in new[] { 0, 1 })
            {
                var options = new EngineOptions(pair.Namespace(host), $"{pair._directory}/d{host}", $"{pair._directory}/r{host}")
                {
                    NetworkNamespace = $"/run/netns/{pair.Namespace(host)}",
                    DaemonArguments = ["--bridge=none", "--iptables=false", "--ip6tables=false", "--log-level=warn"],
                };
                pair._engines.Add(new DockerEngine(binaries, options, Builder.Runner, TimeProvider.System));
                await pair._engines[host].StartAsync(Cancellation);
                foreach (var component in components)
                    await pair.Docker(host).RunAsync(["load", "--input", (await Builder.ImageAsync(builder, component)).TarPath], Cancellation);
            }

            return pair;
        }
        catch
        {
            await pair.DisposeAsync();
            throw;
        }
    }

    public static Task<string> IpAsync(params string[] arguments) => ProgramAsync("ip", arguments);

    /// <summary>Runs a program inside a host's network.</summary>
    public Task<ProcessResult> InsideAsync(int host, params string[] command) =>
        Builder.Runner.RunAsync(new ProcessRequest("nsenter", [$"--net=/run/netns/{Namespace(host)}", "--", .. command]), Cancellation);

    public async Task<bool> HasAddressAsync(int host, string address) =>
        (await IpAsync("-n", Namespace(host), "-4", "-o", "address", "show", "dev", Nic)).Contains($" {address}/", StringComparison.Ordinal);

    public async Task RunAddressesAsync(int host, string addresses) =>
        await RunContainerAsync(host, "addresses", ["NET_ADMIN", "NET_RAW"], new(StringComparer.Ordinal) { ["NIC"] = Nic, ["ADDRESSES"] = addresses, ["VIP_CIDR"] = $"{Vip}/24" });

    public Task RunHaproxyAsync(int host) =>
        RunContainerAsync(host, "haproxy", ["NET_BIND_SERVICE", "SETUID", "SETGID"], HaproxySettings.Create(Address(host), Vip));

    public Task RunKeepalivedAsync(int host) =>
        RunContainerAsync(host, "keepalived", ["NET_ADMIN", "NET_RAW", "NET_BROADCAST", "SETUID", "SETGID", "KILL", "DAC_OVERRIDE"], new(StringComparer.Ordinal)
        {
            ["NIC"] = Nic,
            ["LB_ADDRESS"] = Address(host),
            ["LB_PEER_ADDRESS"] = Address(1 - host),
            ["VIP_CIDR"] = $"{Vip}/24",
            ["VIP_ADDRESS"] = Vip,
            ["ROUTER_ID"] = "51",
            ["PRIORITY"] = host == 0 ? "100" : "90",
            ["ADVERT_SECONDS"] = "0.1",
            ["CHECK_URL"] = $"http://{Address(host)}:8404/lb-health",
        });

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in _engines)
            await engine.KillAsync(CancellationToken.None);
        foreach (var host in new[] { 0, 1 })
            await Builder.Runner.RunAsync(new ProcessRequest("ip", ["netns", "delete", Namespace(host)]), CancellationToken.None);
        Directory.Delete(_directory, recursive: true);
    }

    private async Task RunContainerAsync(int host, string component, string[] capabilities, Dictionary<string, string> settings) =>
        await Docker(host).RunAsync(
            ["run", "--detach", "--name", component, .. Builder.Hardening, .. capabilities.Select(name => $"--cap-add={name}"), .. Builder.Environment(settings), $"cloudapp/{component}:0.1.0"],
            Cancellation);

    private async Task CableAsync()
    {
        foreach (var host in new[] { 0, 1 })
            await IpAsync("netns", "add", Namespace(host));
        await IpAsync("-n", Namespace(0), "link", "add", Nic, "type", "veth", "peer", "name", Nic, "netns", Namespace(1));
        foreach (var host in new[] { 0, 1 })
        {
            await IpAsync("-n", Namespace(host), "link", "set", "lo", "up");
            await IpAsync("-n", Namespace(host), "link", "set", Nic, "up");
            await InsideAsync(host, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_nonlocal_bind");
        }
    }

    private static async Task<string> ProgramAsync(string program, string[] arguments) =>
        (await Builder.Runner.RunCheckedAsync(new ProcessRequest(program, arguments), Cancellation)).StandardOutput;
}

/// <summary>Settings of the haproxy container; the ports are those of the default plan.</summary>
internal static class HaproxySettings
{
    public static Dictionary<string, string> Create(string address, string vip) => new(StringComparer.Ordinal)
    {
        ["SITE"] = "host1",
        ["PEER_SITE"] = "host2",
        ["LB_ADDRESS"] = address,
        ["VIP_ADDRESS"] = vip,
        ["HTTP_PORT"] = "80",
        ["HTTPS_PORT"] = "443",
        ["STATS_PORT"] = "8404",
        ["S3_PORT"] = "9000",
        ["LAN_CIDR"] = "192.0.2.0/24",
        ["APP_OWN"] = "192.0.2.13:8000",
        ["APP_PEER"] = "192.0.2.16:8000",
        ["APP_OWN_NAME"] = "app1",
        ["APP_PEER_NAME"] = "app2",
        ["STORE_OWN"] = "192.0.2.14:9000",
        ["STORE_PEER"] = "192.0.2.17:9000",
        ["TLS_CERT_B64"] = Encode(Certificate.Value.ExportCertificatePem()),
        ["TLS_KEY_B64"] = Encode(Certificate.Value.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()),
    };

    private static Lazy<X509Certificate2> Certificate { get; } = new(() =>
    {
        var now = TimeProvider.System.GetUtcNow();
        return new CertificateRequest("CN=test", ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    });

    private static string Encode(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text));
}
