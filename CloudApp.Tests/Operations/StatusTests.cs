using System.Net;
using System.Net.Sockets;
using System.Text;
using CloudApp.Contracts.Agents;
using CloudApp.Contracts.Backups;
using CloudApp.Operations;
using CloudApp.Operations.Machines;
using CloudApp.Operations.Publishing;
using CloudApp.Operations.Status;
using CloudApp.Topology.Model;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Operations;

/// <summary>What <c>cloudapp status</c> says of a system that is reached over the network only.</summary>
[Trait("Layer", "pure")]
public sealed class StatusTests
{
    private const double AnswerSeconds = 5;
    private const string Hint = "Labs that are up on this machine: demo; if you mean one, add '--lab demo'.";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Addresses_that_swallow_everything_are_silent_within_five_seconds()
    {
        var start = TimeProvider.System.GetTimestamp();

        var report = await new StatusCollector(await SystemAsync(new FakeMachine("here"))).CollectAsync(Cancellation);

        TimeProvider.System.GetElapsedTime(start).TotalSeconds.ShouldBeLessThan(AnswerSeconds);
        ShouldBeSilent(report);
    }

    [Fact]
    public async Task A_proxy_that_answers_for_every_address_is_no_machine()
    {
        var proxy = new FakeMachine("here") { Connect = static (_, _) => Task.FromResult<Stream>(new Canned("HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone")) };

        var report = await new StatusCollector(await SystemAsync(proxy)).CollectAsync(Cancellation);

        ShouldBeSilent(report);
        StatusLines.Silence(report, Hint).ShouldContain("Something else answers at these addresses");
    }

    [Fact]
    public async Task Addresses_that_refuse_are_silent_and_the_lab_to_name_is_told()
    {
        var refusing = new FakeMachine("here") { Connect = static (_, _) => throw new SocketException((int)SocketError.ConnectionRefused) };

        var report = await new StatusCollector(await SystemAsync(refusing)).CollectAsync(Cancellation);

        ShouldBeSilent(report);
        StatusLines.Silence(report, Hint).ShouldContain("add '--lab demo'");
    }

    [Theory]
    [InlineData("primary", "replica", true)]
    [InlineData("replica", "replica", false)]
    [InlineData("primary", "primary", false)]
    [InlineData(null, "replica", false)]
    public void It_is_healthy_with_one_primary_that_answers_only(string? first, string? second, bool healthy)
    {
        var report = Report(first, second);

        report.IsHealthy.ShouldBe(healthy);
        var words = string.Join('\n', StatusLines.Of(report, DateTimeOffset.UnixEpoch));
        words.Contains("Everything is healthy.", StringComparison.Ordinal).ShouldBe(healthy);
        words.Contains("Nobody can write", StringComparison.Ordinal).ShouldBe(!healthy);
    }

    [Fact]
    public void What_nobody_looked_at_is_said_to_be_not_asked()
    {
        var words = string.Join('\n', StatusLines.Of(Report("primary", "replica"), DateTimeOffset.UnixEpoch));

        words.ShouldNotContain("power");
        words.ShouldContain("who holds it was not asked");
        words.ShouldContain("containers: not asked");
    }

    private static void ShouldBeSilent(StatusReport report)
    {
        report.IsSilent.ShouldBeTrue(string.Join(", ", report.Hosts));
        report.IsHealthy.ShouldBeFalse();
        var words = StatusLines.Silence(report, Hint);
        words.ShouldStartWith("No machine of the plan answers: host1 (192.168.64.12), host2 (192.168.64.15), monitor (192.168.64.20) and the VIP 192.168.64.10 were asked.");
        words.ShouldNotContain("power");
    }

    private static StatusReport Report(string? first, string? second) =>
        new("the plan", "192.168.64.10", HostStatus.Healthy, VipHolders: null, [Host("host1", first), Host("host2", second)]);

    private static HostStatus Host(string name, string? role) => new(name, "192.168.64.12")
    {
        Api = HostStatus.Healthy,
        ObjectStore = HostStatus.Healthy,
        DatabaseRole = role ?? HostStatus.Unknown,
        Database = role is null ? null : new AgentStatus(name) { Role = role, IsPrimary = role is AgentRoles.Primary, IsReplica = role is AgentRoles.Replica },
        Backup = new BackupStatus(name),
    };

    private static async Task<OperatedSystem> SystemAsync(IMachine observer) =>
        new(await PlanAsync(), "the plan", "/nowhere", observer, []) { Hint = Hint };

    private static Task<TopologyPlan> PlanAsync() => TopologyLoader.LoadAsync(Path.Combine(ProjectRoot.Find(), "topology.json"), Cancellation);

    /// <summary>Says one thing, whatever is written to it.</summary>
    private sealed class Canned(string answer) : MemoryStream(Encoding.ASCII.GetBytes(answer))
    {
        public override bool CanWrite => true;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.CompletedTask;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
    }
}
