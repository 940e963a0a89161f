using CloudApp.Operations.Engine;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Infra;

/// <summary>Each program accepts the configuration that its bundle mounts.</summary>
[Trait("Layer", "component")]
public sealed class ConfigurationTests
{
    [Theory]
    [InlineData("host1")]
    [InlineData("host2")]
    public async Task Haproxy_accepts_its_configuration(string host)
    {
        var result = await RunAsync("haproxy", HaproxySettings.Create("127.0.31.12", "127.0.31.10"),
            [$"--volume={Builder.Root}/compose/{host}/haproxy/haproxy.cfg:/usr/local/etc/haproxy/haproxy.cfg:ro"], ["test"]);
        (result.StandardOutput + result.StandardError).ShouldContain("Configuration file is valid");
        result.StandardError.ShouldNotContain("[WARNING]");
    }

    [Fact]
    public async Task Haproxy_says_which_setting_is_missing()
    {
        var settings = HaproxySettings.Create("127.0.31.12", "127.0.31.10");
        settings.Remove("TLS_KEY_B64");
        var result = await RunAsync("haproxy", settings, [], ["test"]);
        result.ExitCode.ShouldBe(1);
        result.StandardError.ShouldContain("TLS_KEY_B64 is missing");
    }

    [Theory]
    [InlineData("host1")]
    [InlineData("host2")]
    public async Task Keepalived_accepts_its_configuration(string host)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["NIC"] = AnyInterface(),
            ["LB_ADDRESS"] = "192.0.2.12",
            ["LB_PEER_ADDRESS"] = "192.0.2.15",
            ["VIP_CIDR"] = "192.0.2.10/24",
            ["ROUTER_ID"] = "51",
            ["PRIORITY"] = "100",
            ["ADVERT_SECONDS"] = "0.1",
            ["CHECK_URL"] = "http://192.0.2.12:8404/lb-health",
        };
        var result = await RunAsync("keepalived", settings,
            [$"--volume={Builder.Root}/compose/{host}/keepalived/keepalived.conf:/etc/keepalived/keepalived.conf:ro", "--cap-add=SETUID", "--cap-add=SETGID", "--cap-add=DAC_OVERRIDE"], ["test"]);
        result.StandardError.ShouldNotContain("Unknown keyword");
        result.ExitCode.ShouldBe(0, result.StandardError);
    }

    [Fact]
    public async Task Prometheus_accepts_its_configuration_and_its_targets()
    {
        var monitor = $"{Builder.Root}/compose/monitor/prometheus";
        var result = await RunAsync("prometheus", new Dictionary<string, string>(StringComparer.Ordinal),
            [$"--volume={monitor}/prometheus.yml:/etc/prometheus/prometheus.yml:ro", $"--volume={monitor}/targets:/etc/prometheus/targets:ro", $"--volume={monitor}/rules:/etc/prometheus/rules:ro", "--entrypoint=promtool"],
            ["check", "config", "/etc/prometheus/prometheus.yml"]);
        result.ExitCode.ShouldBe(0, result.StandardError);
        result.StandardOutput.ShouldContain("SUCCESS");
    }

    // keepalived looks the interface up and refuses loopback; nothing is sent.
    private static string AnyInterface() =>
        Directory.EnumerateDirectories("/sys/class/net").Select(Path.GetFileName).OfType<string>().First(name => name is not "lo");

    private static async Task<ProcessResult> RunAsync(
        string component, IReadOnlyDictionary<string, string> settings, string[] options, string[] command)
    {
        var engine = await Builder.StartAsync();
        var image = await Builder.ImageAsync(engine, component);
        return await engine.Docker.TryAsync(
            ["run", "--rm", .. Builder.Hardening, .. options, .. Builder.Environment(settings), image.Reference, .. command],
            TestContext.Current.CancellationToken);
    }
}
