using CloudApp.Operations.Engine;
using CloudApp.Tests.Infra;
using CloudApp.Tests.Topology;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.ObjectStore;

/// <summary>
/// The official flavour's own scripts, with stand-ins for the programs of its image, which only a registry has: what
/// they do with settings that the server refuses, with a seeding that fails, and with a disk that is emptied later.
/// </summary>
[Trait("Layer", "pure")]
public sealed class OfficialFlavourTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("STORE_APP_SECRET_KEY", "short", "STORE_APP_SECRET_KEY: set a secret of 8 to 40 characters")]
    [InlineData("STORE_ROOT_PASSWORD", "short", "STORE_ROOT_PASSWORD: set a password of 8 to 40 characters")]
    [InlineData("STORE_APP_ACCESS_KEY", "ab", "STORE_APP_ACCESS_KEY: set a key of 3 to 20 characters")]
    [InlineData("STORE_APP_ACCESS_KEY", "rootuser", "set another name than STORE_ROOT_USER")]
    [InlineData("STORE_BUCKET", "Uploads", "'Uploads' is no bucket's name")]
    [InlineData("STORE_BUCKET", "-uploads", "'-uploads' is no bucket's name")]
    [InlineData("STORE_BUCKET", "up..loads", "'up..loads' is no bucket's name")]
    [InlineData("STORE_BUCKET", "up", "STORE_BUCKET: set a name of 3 to 63 characters")]
    [InlineData("STORE_BUCKET", "health", "set another name than health")]
    [InlineData("STORE_SITE", "", "STORE_SITE is not set")]
    public async Task A_setting_that_the_server_refuses_is_named_before_anything_starts(string name, string value, string expected)
    {
        var result = await RunAsync((name, value));

        result.ExitCode.ShouldBe(64, result.StandardError);
        result.StandardError.ShouldContain(expected);
        result.StandardError.Trim().Split('\n').Length.ShouldBe(1);
        File.Exists(_folder["started"]).ShouldBeFalse();
    }

    [Fact]
    public async Task A_seeding_that_fails_says_why_once_and_goes_on()
    {
        // The third call of mc succeeds; then the server ends, so that the run does.
        WriteTool("mc", $"echo x >> {_folder["calls"]}; [ $(wc -l < {_folder["calls"]}) -gt 2 ] || {{ echo '{{\"error\":\"the secret is too short\"}}'; exit 1; }}; case \"$*\" in *pipe*) touch {_folder["sentinel"]};; esac");
        WriteTool("silo", $"touch {_folder["started"]}; until [ -e {_folder["sentinel"]} ]; do sleep 0.1; done; /bin/sleep 2");

        var result = await RunAsync();

        var lines = result.StandardError.Trim().Split('\n');
        lines.Count(line => line.Contains("the secret is too short", StringComparison.Ordinal)).ShouldBe(1, result.StandardError);
        lines.ShouldContain(line => line.Contains("serves bucket uploads", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_sentinel_that_was_served_and_is_lost_ends_the_container()
    {
        // The server would run for ever; its sentinel is there at first and then is not.
        WriteTool("silo", $"touch {_folder["started"]}; exec sleep 600");
        WriteTool("curl", $"echo x >> {_folder["asked"]}; [ $(wc -l < {_folder["asked"]}) -lt 3 ]");

        var result = await RunAsync();

        result.ExitCode.ShouldBe(1, result.StandardError);
        result.StandardError.ShouldContain("was served and cannot be read since 30 s");
    }

    private async Task<ProcessResult> RunAsync(params (string Name, string Value)[] changes)
    {
        // The scripts of the tree, with a clock that runs quicker: what is asked for is 30 looks, not 30 seconds.
        foreach (var script in Directory.GetFiles(Path.Combine(Builder.Root, "infra/objectstore/official")))
            File.Copy(script, _folder[Path.GetFileName(script)], overwrite: true);
        WriteDefault("silo", $"touch {_folder["started"]}");
        WriteDefault("mc", "exit 0");
        WriteDefault("curl", $"[ -e {_folder["sentinel"]} ]");
        WriteDefault("sleep", "exec /bin/sleep $(echo \"$1\" | awk '{ print ($1 > 100 ? $1 : $1 / 20) }')");
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["PATH"] = $"{_folder["bin"]}:{Environment.GetEnvironmentVariable("PATH")}",
            ["STORE_SITE"] = "host1",
            ["STORE_ROOT_USER"] = "rootuser",
            ["STORE_ROOT_PASSWORD"] = "root-password",
            ["STORE_APP_ACCESS_KEY"] = "appkey",
            ["STORE_APP_SECRET_KEY"] = "app-secret",
        };
        foreach (var (name, value) in changes)
            settings[name] = value;
        return await Builder.Runner.RunAsync(
            new ProcessRequest("sh", [_folder["entrypoint.sh"]]) { Environment = settings, Timeout = TimeSpan.FromSeconds(60) }, Cancellation);
    }

    private void WriteDefault(string name, string body)
    {
        if (!File.Exists(_folder[$"bin/{name}"]))
            WriteTool(name, body);
    }

    private void WriteTool(string name, string body)
    {
        Directory.CreateDirectory(_folder["bin"]);
        File.WriteAllText(_folder[$"bin/{name}"], $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode(_folder[$"bin/{name}"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
