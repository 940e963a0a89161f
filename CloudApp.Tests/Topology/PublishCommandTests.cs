using Shouldly;
using Xunit;

namespace CloudApp.Tests.Topology;

[Trait("Layer", "pure")]
public sealed class PublishCommandTests : IDisposable
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    private Task<int> RunAsync(params string[] arguments) => CloudApp.Cli.Program.RunAsync(arguments, _output, _error);

    [Fact]
    public async Task It_writes_the_bundles_and_says_so()
    {
        (await RunAsync("publish", "-o", _folder.Path, "--no-secrets")).ShouldBe(0);

        _output.ToString().ShouldContain($"{_folder["host1"]}: ");
        _error.ToString().ShouldBeEmpty();
        File.Exists(_folder["monitor/compose.yaml"]).ShouldBeTrue();
        File.Exists(_folder["host1/.env"]).ShouldBeFalse();
    }

    [Fact]
    public async Task Mistakes_are_listed_and_nothing_is_written()
    {
        await File.WriteAllTextAsync(_folder["plan.json"], Plans.With(("vip.routerId", 0), ("ports.api", 0)), Cancellation);

        (await RunAsync("publish", "-o", _folder["out"], "--topology", _folder["plan.json"])).ShouldBe(1);

        _error.ToString().ShouldBe($"""
            cloudapp: {_folder["plan.json"]} has 2 mistakes; nothing was done.
              vip.routerId: 0 is out of range; choose 1 to 255
              ports.api: 0 is out of range; choose 1 to 65535

            """);
        Directory.Exists(_folder["out"]).ShouldBeFalse();
    }

    [Fact]
    public async Task A_missing_plan_is_a_sentence()
    {
        (await RunAsync("publish", "-o", _folder.Path, "--topology", _folder["none.json"])).ShouldBe(1);

        _error.ToString().ShouldStartWith($"cloudapp: {_folder["none.json"]} cannot be read (");
        _error.ToString().ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Every_command_has_help()
    {
        foreach (var command in CloudApp.Cli.Program.CreateRoot().Subcommands)
        {
            (await RunAsync(command.Name, "--help")).ShouldBe(0, command.Name);
            _output.ToString().ShouldContain($"cloudapp {command.Name}");
        }
    }

    [Fact]
    public async Task An_unknown_command_fails()
    {
        (await RunAsync("publsh")).ShouldBe(1);

        _error.ToString().ShouldContain("publsh");
    }
}
