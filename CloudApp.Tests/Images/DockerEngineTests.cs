using CloudApp.Operations.Engine;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Images;

[Trait("Layer", "component")]
public sealed class DockerEngineTests : IDisposable
{
    private static readonly ProcessRunner Runner = new(TimeProvider.System);

    private readonly string _directory = Directory.CreateTempSubdirectory("ca").FullName;

    [Fact]
    public async Task An_engine_starts_once_and_is_found_again_and_a_kill_leaves_nothing()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var binaries = await new EngineInstaller(CloudAppDirectories.FromEnvironment(), Runner).EnsureAsync(new Progress<string>(), cancellationToken);
        var engine = Create(binaries);
        try
        {
            await engine.StartAsync(cancellationToken);
            var first = engine.InitPid.ShouldNotBeNull();

            var again = Create(binaries);
            await again.StartAsync(cancellationToken);
            again.InitPid.ShouldBe(first);
            (await again.AnswersAsync(cancellationToken)).ShouldBeTrue();
            (await engine.Docker.RunAsync(["version", "--format", "{{.Server.Version}}"], cancellationToken)).Trim().ShouldNotBeEmpty();
        }
        finally
        {
            await engine.KillAsync(CancellationToken.None);
        }

        engine.IsRunning.ShouldBeFalse();
        (await engine.AnswersAsync(cancellationToken)).ShouldBeFalse();
        ProcessesThatMention(_directory).ShouldBeEmpty();
        (await File.ReadAllTextAsync("/proc/self/mountinfo", cancellationToken)).ShouldNotContain(_directory);

        await engine.StartAsync(cancellationToken);
        await engine.StopAsync(cancellationToken);
        engine.IsRunning.ShouldBeFalse();
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private DockerEngine Create(EngineBinaries binaries)
    {
        var options = new EngineOptions("selftest", Path.Combine(_directory, "data"), Path.Combine(_directory, "run"))
        {
            DaemonArguments = ["--bridge=none", "--iptables=false", "--ip6tables=false"],
        };
        return new DockerEngine(binaries, options, Runner, TimeProvider.System);
    }

    private static List<string> ProcessesThatMention(string text) =>
        [.. Directory.EnumerateDirectories("/proc").Select(CommandLine).Where(line => line.Contains(text, StringComparison.Ordinal))];

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (IOException)
        {
            return string.Empty;
        }
    }
}
