using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CloudApp.Lab;
using CloudApp.Operations;
using CloudApp.Operations.Engine;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Lab;

/// <summary>The lab itself, without the bundles: power, cables, namespaces, leftovers. A small lab of its own.</summary>
[Trait("Layer", "component")]
public sealed class LabMachineryTests : IAsyncLifetime
{
    private const int ConnectTimeoutMs = 3000;
    private const int MendSeconds = 10;

    private static readonly LabPlan Plan = new(
        "selftest", 24, IPAddress.Parse("192.168.64.1"), "eth0",
        [
            new LabMachine("host1", IPAddress.Parse("192.168.64.12"), HasEngine: true),
            new LabMachine(LabPlan.ClientName, IPAddress.Parse("192.168.64.200"), HasEngine: false),
        ]);

    private LabSystem? _system;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private LabSystem Lab => _system!;

    public async ValueTask InitializeAsync()
    {
        var installer = new EngineInstaller(CloudAppDirectories.FromEnvironment(), new ProcessRunner(TimeProvider.System));
        _system = new LabSystem(Plan, await installer.EnsureAsync(new Progress<string>(), Cancellation), TimeProvider.System);
        await Lab.UpAsync(Cancellation);
    }

    public async ValueTask DisposeAsync() => await Lab.DownAsync(deleteDisks: true, CancellationToken.None);

    [Fact]
    public async Task A_host_has_its_own_engine_name_and_processes_and_passes_exit_codes_on()
    {
        (await Lab.ExecAsync("host1", ["hostname"], Cancellation)).StandardOutput.Trim().ShouldBe("host1");
        (await Lab.ExecAsync("host1", ["docker", "version", "--format", "{{.Server.Version}}"], Cancellation)).StandardOutput.ShouldStartWith("28.");
        (await Lab.ExecAsync("host1", ["sh", "-c", "test $(cat /proc/1/comm) = sh && exit 7"], Cancellation)).ExitCode.ShouldBe(7);
        (await Lab.ExecAsync("client", ["ip", "-o", "-4", "address"], Cancellation)).StandardOutput.ShouldContain("192.168.64.200/24");
    }

    [Fact]
    public async Task Up_on_a_running_lab_leaves_the_hosts_running()
    {
        var before = ProcessTable.FirstProcess(Plan.NetworkNamespacePath("host1"));

        await Lab.UpAsync(Cancellation);

        ProcessTable.FirstProcess(Plan.NetworkNamespacePath("host1")).ShouldBe(before);
    }

    [Fact]
    public async Task A_power_off_leaves_no_process_no_mount_and_no_answer_and_power_on_boots_again()
    {
        var first = ProcessTable.FirstProcess(Plan.NetworkNamespacePath("host1")).ShouldNotBeNull();
        var pids = ProcessTable.NamespaceOf(first, "pid").ShouldNotBeNull();
        var mounts = ProcessTable.NamespaceOf(first, "mnt").ShouldNotBeNull();

        await Lab.PowerOffAsync("host1", Cancellation);

        ProcessTable.InPidNamespace(pids).ShouldBeEmpty();
        Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
            .Where(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && string.Equals(ProcessTable.NamespaceOf(pid, "mnt"), mounts, StringComparison.Ordinal))
            .ShouldBeEmpty();
        FileIdentity.NamespaceInode(Plan.NetworkNamespacePath("host1")).ShouldBeNull();
        (await Lab.LinkStateAsync(Plan.Host("host1"), Cancellation)).ShouldBe("absent");
        (await ConnectAsync("192.168.64.12", 22)).ShouldNotBe(SocketError.ConnectionRefused, "a powered-off host sends no reset");
        await Should.ThrowAsync<UserException>(() => Lab.ExecAsync("host1", ["true"], Cancellation));

        await Lab.PowerOnAsync("host1", Cancellation);
        var listed = await Lab.ExecAsync("host1", ["docker", "ps"], Cancellation);
        listed.ExitCode.ShouldBe(0, listed.StandardError);
        (await ConnectAsync("192.168.64.12", 22)).ShouldBe(SocketError.ConnectionRefused, "a running host without that service sends a reset");
    }

    [Theory]
    [InlineData(false, "0")]
    [InlineData(true, "1")]
    public async Task A_cut_cable_carries_nothing_until_it_is_mended(bool silent, string carrier)
    {
        await Lab.CutAsync("host1", silent, Cancellation);
        (await Lab.ExecAsync("host1", ["cat", "/sys/class/net/eth0/carrier"], Cancellation)).StandardOutput.Trim().ShouldBe(carrier);
        (await ConnectAsync("192.168.64.12", 22)).ShouldNotBe(SocketError.ConnectionRefused);

        await Lab.MendAsync("host1", Cancellation);
        // The client asks for the host's hardware address once a second.
        await Hosts.WaitUntilAsync(async () => await ConnectAsync("192.168.64.12", 22) == SocketError.ConnectionRefused, MendSeconds, Cancellation);
    }

    [Fact]
    public async Task Sysctls_in_etc_are_the_hosts_own_and_are_applied_at_boot()
    {
        await Lab.ExecAsync("host1", ["sh", "-c", "echo net.ipv4.ip_nonlocal_bind=1 > /etc/sysctl.d/90-selftest.conf"], Cancellation);

        await Lab.PowerOffAsync("host1", Cancellation);
        await Lab.PowerOnAsync("host1", Cancellation);

        (await Lab.ExecAsync("host1", ["cat", "/proc/sys/net/ipv4/ip_nonlocal_bind"], Cancellation)).StandardOutput.Trim().ShouldBe("1");
        File.Exists("/etc/sysctl.d/90-selftest.conf").ShouldBeFalse();
    }

    [Fact]
    public async Task Sockets_are_created_in_the_clients_namespace_and_this_machine_has_no_route_to_the_lab()
    {
        // The gateway answers on the switch; a socket of this machine's own namespace could not have that address.
        using var socket = Lab.Client.CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Parse("192.168.64.200"), 0));
        using var own = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        Should.Throw<SocketException>(() => own.Bind(new IPEndPoint(IPAddress.Parse("192.168.64.200"), 0)))
            .SocketErrorCode.ShouldBe(SocketError.AddressNotAvailable);

        (await File.ReadAllTextAsync("/proc/net/route", Cancellation)).ShouldNotContain("0040A8C0", Case.Insensitive);
    }

    private async Task<SocketError> ConnectAsync(string address, int port)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(ConnectTimeoutMs), TimeProvider.System);
        try
        {
            using var socket = await Lab.Client.ConnectAsync(new IPEndPoint(IPAddress.Parse(address), port), limit.Token);
            return SocketError.Success;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode;
        }
        catch (OperationCanceledException)
        {
            return SocketError.TimedOut;
        }
    }
}
