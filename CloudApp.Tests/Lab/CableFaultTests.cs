using System.Net;
using System.Net.Sockets;
using CloudApp.Lab;
using CloudApp.Operations;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Lab;

/// <summary>Cables that carry one way only, or lose frames.</summary>
[Collection(FaultLab.Name)]
[Trait("Layer", "component")]
public sealed class CableFaultTests(FaultLabFixture fixture) : IAsyncLifetime
{
    private const string Host = "host1";
    private const int Port = 5555;
    // A socket keeps 256 of them for whoever reads later.
    private const int Frames = 200;
    private const int QuietMs = 500;

    private static readonly IPAddress HostAddress = IPAddress.Parse("192.168.64.12");
    private static readonly IPAddress OtherAddress = IPAddress.Parse("192.168.64.15");
    private static readonly IPAddress ClientAddress = IPAddress.Parse("192.168.64.200");
    private static readonly IPAddress Broadcast = IPAddress.Parse("192.168.64.255");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private LabSystem Lab => fixture.Lab;

    private static LabMachine Machine => FaultLabFixture.Plan.Host(Host);

    // Addresses that are known for good: what is counted is what was sent, not what ARP could not find out.
    public async ValueTask InitializeAsync()
    {
        foreach (var (from, to) in from one in FaultLabFixture.Plan.Machines from other in FaultLabFixture.Plan.Machines where one != other select (one, other))
            await fixture.RunAsync(from.Name, "ip", "neigh", "replace", $"{to.Address}", "lladdr", to.Mac, "dev", "eth0", "nud", "permanent");
    }

    public async ValueTask DisposeAsync() => await Lab.MendAsync(Host, Cancellation);

    [Fact]
    public async Task A_machine_that_hears_nothing_still_speaks()
    {
        await Lab.CutAsync(Host, LinkDirection.In, Cancellation);

        (await Lab.LinkStateAsync(Machine, Cancellation)).ShouldBe("hears nothing");
        (await ArriveAsync("client", Host, HostAddress)).ShouldBe(0);
        (await ArriveAsync("client", Host, Broadcast)).ShouldBe(0);
        (await ArriveAsync(Host, "client", ClientAddress)).ShouldBe(Frames);
        (await ArriveAsync("client", "host2", OtherAddress)).ShouldBe(Frames);

        await Lab.MendAsync(Host, Cancellation);
        (await Lab.LinkStateAsync(Machine, Cancellation)).ShouldBe("up");
        (await ArriveAsync("client", Host, HostAddress)).ShouldBe(Frames);
    }

    [Fact]
    public async Task Of_a_machine_whose_sending_is_cut_nothing_arrives_and_it_hears_everything()
    {
        await Lab.CutAsync(Host, LinkDirection.Out, Cancellation);

        (await Lab.LinkStateAsync(Machine, Cancellation)).ShouldBe("sends nothing");
        (await ArriveAsync(Host, "client", ClientAddress)).ShouldBe(0);
        (await ArriveAsync(Host, "client", Broadcast)).ShouldBe(0);
        (await ArriveAsync("client", Host, Broadcast)).ShouldBe(Frames);
        (await fixture.RunAsync(Host, "cat", "/sys/class/net/eth0/carrier")).ShouldBe("1");

        // The second direction comes to the first.
        await Lab.CutAsync(Host, LinkDirection.In, Cancellation);
        (await Lab.LinkStateAsync(Machine, Cancellation)).ShouldBe("hears nothing, sends nothing");
        (await ArriveAsync("client", Host, HostAddress)).ShouldBe(0);
    }

    [Fact]
    public async Task A_share_of_what_a_machine_sends_is_lost_until_it_is_zero()
    {
        await Lab.LoseAsync(Host, 40, Cancellation);

        (await Lab.LinkStateAsync(Machine, Cancellation)).ShouldBe("loses 40 % of what it sends");
        // 120, and five standard deviations to each side.
        (await ArriveAsync(Host, "client", ClientAddress)).ShouldBeInRange(85, 155);
        (await ArriveAsync("client", Host, HostAddress)).ShouldBe(Frames);

        await Lab.LoseAsync(Host, 0, Cancellation);
        (await Lab.LinkStateAsync(Machine, Cancellation)).ShouldBe("up");
        (await ArriveAsync(Host, "client", ClientAddress)).ShouldBe(Frames);
        (await Should.ThrowAsync<UserException>(() => Lab.LoseAsync(Host, 101, Cancellation))).Message.ShouldContain("use 0 to 100");
    }

    [Fact]
    public async Task A_power_off_takes_the_fault_along()
    {
        await Lab.LoseAsync(Host, 100, Cancellation);
        await Lab.PowerOffAsync(Host, Cancellation);
        (await Should.ThrowAsync<UserException>(() => Lab.CutAsync(Host, LinkDirection.In, Cancellation))).Message.ShouldContain("not on the switch");

        await Lab.PowerOnAsync(Host, Cancellation);

        (await Lab.LinkStateAsync(Machine, Cancellation)).ShouldBe("up");
        await InitializeAsync();
        (await ArriveAsync(Host, "client", ClientAddress)).ShouldBe(Frames);
    }

    /// <summary>How many of so many datagrams arrive.</summary>
    private static async Task<int> ArriveAsync(string from, string to, IPAddress address)
    {
        using var receiver = Network(to).CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        receiver.Bind(new IPEndPoint(IPAddress.Any, Port));
        using var sender = Network(from).CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        sender.EnableBroadcast = true;
        for (var frame = 0; frame < Frames; frame++)
        {
            await sender.SendToAsync(new byte[] { 1 }, new IPEndPoint(address, Port));
            if (frame % 20 == 0)
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancellation);
        }

        var count = 0;
        var buffer = new byte[16];
        while (true)
        {
            using var quiet = new CancellationTokenSource(TimeSpan.FromMilliseconds(QuietMs), TimeProvider.System);
            try
            {
                await receiver.ReceiveAsync(buffer, quiet.Token);
                count++;
            }
            catch (OperationCanceledException)
            {
                return count;
            }
        }
    }

    private static NetworkNamespace Network(string machine) => new(FaultLabFixture.Plan.NetworkNamespacePath(machine));
}
