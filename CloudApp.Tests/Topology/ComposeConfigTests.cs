using System.Text.Json.Nodes;
using CloudApp.Operations.Publishing;
using CloudApp.Tests.Infra;
using CloudApp.Topology.Reading;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Topology;

[Trait("Layer", "component")]
public sealed class ComposeConfigTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("etcd")]
    [InlineData("vip")]
    public async Task Docker_compose_config_accepts_each_bundle(string arbiter)
    {
        using var folder = new TemporaryFolder();
        var plan = TopologyReader.Read(Plans.With(("database.arbiter", arbiter)));
        var bundles = await new Publisher(TimeProvider.System).PublishAsync(plan, folder.Path, withSecrets: true, Cancellation);
        var engine = await Builder.StartAsync();

        foreach (var bundle in bundles)
        {
            var result = await engine.Docker.TryAsync(["compose", "--file", Path.Combine(bundle.Folder, "compose.yaml"), "config", "--services"], Cancellation);

            result.ExitCode.ShouldBe(0, result.StandardError);
            result.StandardError.ShouldBeEmpty("a warning is a mistake too");
            result.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .ShouldBe(ComposeText.Services(await File.ReadAllTextAsync(Path.Combine(bundle.Folder, "compose.yaml"), Cancellation)).Keys, ignoreOrder: true);
        }
    }

    [Fact]
    public async Task Every_printable_character_of_a_secret_arrives_in_the_container()
    {
        using var folder = new TemporaryFolder();
        string[] values =
        [
            string.Concat(Enumerable.Range(' ', '~' - ' ' + 1).Select(static code => (char)code)), "a$b", "a${b}c", "a$$b", "$", "a #b", "#a", " a ", "it's", "it's $HOME", "'a'", "\"a\"", "a\\", "it's a\\",
            "a\\nb'", "a\\\\b", "a\\\"b'", "é€😀", "given as well",
        ];
        var env = await EnvFile.LoadAsync(folder[".env"], Cancellation);
        foreach (var (index, value) in values.Index())
            env[$"SECRET_{index}"] = value;
        await env.SaveAsync(Cancellation);
        var settings = values.Select(static (_, index) => $"      SECRET_{index}: ${{SECRET_{index}:?missing}}\n");
        await File.WriteAllTextAsync(folder["compose.yaml"], $"services:\n  one:\n    image: one\n    environment:\n{string.Concat(settings)}", Cancellation);
        var engine = await Builder.StartAsync();

        var result = await engine.Docker.TryAsync(["compose", "--file", folder["compose.yaml"], "config", "--format", "json"], Cancellation);

        result.ExitCode.ShouldBe(0, result.StandardError);
        var arrived = JsonNode.Parse(result.StandardOutput)!["services"]!["one"]!["environment"]!;
        // What it prints can be read again: there a '$' is two.
        values.Select((_, index) => arrived[$"SECRET_{index}"]!.GetValue<string>().Replace("$$", "$", StringComparison.Ordinal)).ShouldBe(values);
        var again = await EnvFile.LoadAsync(folder[".env"], Cancellation);
        values.Select((_, index) => again[$"SECRET_{index}"]).ShouldBe(values);
    }

    [Fact]
    public async Task Without_its_env_file_a_bundle_says_what_to_do()
    {
        using var folder = new TemporaryFolder();
        var bundles = await new Publisher(TimeProvider.System).PublishAsync(Plans.Default, folder.Path, withSecrets: false, Cancellation);
        var engine = await Builder.StartAsync();

        var result = await engine.Docker.TryAsync(["compose", "--file", Path.Combine(bundles[0].Folder, "compose.yaml"), "config"], Cancellation);

        result.ExitCode.ShouldNotBe(0);
        result.StandardError.ShouldContain("is not in .env, run cloudapp publish");
    }
}
