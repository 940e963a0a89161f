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
