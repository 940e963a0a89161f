using System.Globalization;
using CloudApp.Lab;
using CloudApp.Operations;
using CloudApp.Tests.Topology;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Operations;

/// <summary>Which system a command speaks of is never guessed: these run on a machine with or without a lab, and mean none.</summary>
[Trait("Layer", "pure")]
public sealed class NamedSystemTests : IDisposable
{
    private const double AnswerSeconds = 5;

    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new(CultureInfo.InvariantCulture);
    private readonly StringWriter _error = new(CultureInfo.InvariantCulture);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Status_without_a_lab_says_that_no_machine_of_the_plan_answers()
    {
        var start = TimeProvider.System.GetTimestamp();

        (await RunAsync("status")).ShouldBe(3);

        TimeProvider.System.GetElapsedTime(start).TotalSeconds.ShouldBeLessThan(AnswerSeconds);
        _error.ToString().ShouldStartWith($"cloudapp: No machine of the plan {_folder["plan.json"]} answers: host1 (127.64.64.12)");
        (_error.ToString() + _output).ShouldNotContain("power");
    }

    [Fact]
    public async Task A_forced_failover_with_a_token_but_without_a_lab_goes_to_the_addresses_of_the_plan()
    {
        await File.WriteAllTextAsync(_folder["secrets"], "AGENT_TOKEN=of-real-machines\n", Cancellation);

        (await RunAsync("failover", "--force", "--lose", "host1", "--yes", "--env", _folder["secrets"])).ShouldBe(1);

        _error.ToString().ShouldStartWith($"cloudapp: No database agent of the plan {_folder["plan.json"]} answers.");
    }

    [Theory]
    [InlineData("switchover")]
    [InlineData("backup", "list")]
    [InlineData("backup", "restore", "cloud_app_host1_20261124_020000")]
    public async Task Without_a_lab_the_token_is_that_of_the_published_bundles(params string[] command)
    {
        Environment.GetEnvironmentVariable("AGENT_TOKEN").ShouldBeNull();

        (await RunAsync(command)).ShouldBe(1);

        // A developer's own bundles may hold a token; then it is the addresses of the plan that do not answer.
        _error.ToString().ShouldMatch(@"^cloudapp: (There is no .*compose/host1/\.env, which holds AGENT_TOKEN of the plan|No database agent of the plan|The backup service of host1 \(http://127\.64\.64\.14)");
    }

    [Fact]
    public void Labs_that_are_up_are_read_from_the_mounts()
    {
        string[] mounts =
        [
            "31 25 0:26 / /run rw - tmpfs tmpfs rw",
            "70 31 0:4 net:[4026532450] /run/netns/demo-switch rw shared:20 - nsfs nsfs rw",
            "71 31 0:4 net:[4026532451] /run/netns/demo-host1 rw shared:21 - nsfs nsfs rw",
            "72 31 0:4 net:[4026532452] /run/netns/another-switch rw shared:22 - nsfs nsfs rw",
            "73 31 0:26 /netns/old-switch /run/netns/old-switch rw shared:23 - tmpfs tmpfs rw",
        ];

        LabRegistry.Up(mounts).ShouldBe(["another", "demo"]);
        LabRegistry.Hint(["another", "demo"]).ShouldBe("Labs that are up on this machine: another, demo; if you mean one, add '--lab another'.");
        LabRegistry.Hint([]).ShouldBeEmpty();
    }

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    // Addresses of this machine that nobody serves: they refuse at once, on every machine.
    private async Task<int> RunAsync(params string[] arguments)
    {
        var plan = await File.ReadAllTextAsync(Path.Combine(ProjectRoot.Find(), "topology.json"), Cancellation);
        await File.WriteAllTextAsync(_folder["plan.json"], plan.Replace("192.168.64.", "127.64.64.", StringComparison.Ordinal), Cancellation);
        return await CloudApp.Cli.Program.RunAsync([.. arguments, "--topology", _folder["plan.json"]], _output, _error);
    }
}
