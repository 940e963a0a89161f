using CloudApp.Operations.Engine;
using Shouldly;
using Xunit;

namespace CloudApp.AppHost.Tests;

/// <summary>The AppHost as a command: it ends, and its exit code is true.</summary>
public sealed class CommandTests : IDisposable
{
    private const int EndSeconds = 60;

    private readonly string _folder = Directory.CreateTempSubdirectory("cloudapp-apphost-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Publishing_without_a_step_writes_the_bundles_and_ends()
    {
        (await RunAsync([], "--operation", "publish", "--output-path", _folder)).Code.ShouldBe(0);
        File.Exists(Path.Combine(_folder, "host1", "compose.yaml")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_step_that_is_none_is_no_success() =>
        (await RunAsync([], "--operation", "publish", "--step", "none", "--output-path", _folder)).Code.ShouldBe(1);

    [Fact]
    public async Task A_mistake_in_the_plan_is_told_in_words()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "topology.json"), "{}", TestContext.Current.CancellationToken);
        var (code, error) = await RunAsync([("CLOUDAPP_ROOT", _folder)], "--operation", "publish", "--output-path", Path.Combine(_folder, "out"));
        code.ShouldBe(1);
        error.ShouldContain("topology.json has");
        error.ShouldNotContain("   at ");
    }

    // The program that was built beside this one.
    private static async Task<(int Code, string Error)> RunAsync((string Name, string? Value)[] environment, params string[] arguments)
    {
        var program = Path.Combine(
            AppContext.BaseDirectory.Replace("CloudApp.AppHost.Tests", "CloudApp.AppHost", StringComparison.Ordinal), "CloudApp.AppHost.dll");
        var result = await new ProcessRunner(TimeProvider.System).RunAsync(
            new ProcessRequest("dotnet", [program, .. arguments])
            {
                Environment = environment.ToDictionary(static pair => pair.Name, static pair => pair.Value, StringComparer.Ordinal),
                Timeout = TimeSpan.FromSeconds(EndSeconds),
            },
            TestContext.Current.CancellationToken);
        return (result.ExitCode, result.StandardError);
    }
}
