using CloudApp.Tests.Topology;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Infra;

/// <summary>Prometheus' own judgement of our alert rules.</summary>
internal static class Promtool
{
    /// <summary>Checks the rules, and runs a scenario in which their alerts must come and must not.</summary>
    /// <param name="rules">The file's name in infra/prometheus/rules, without its ending.</param>
    /// <param name="scenario">As <c>promtool test rules</c> reads it.</param>
    public static async Task CheckAsync(string rules, string scenario)
    {
        var engine = await Builder.StartAsync();
        var image = await Builder.ImageAsync(engine, "prometheus");
        using var folder = new TemporaryFolder();
        File.SetUnixFileMode(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        await File.WriteAllTextAsync(folder["test.yml"], scenario, TestContext.Current.CancellationToken);
        foreach (var command in (string[][])[["check", "rules", $"/etc/prometheus/rules/{rules}.yml"], ["test", "rules", "/test/test.yml"]])
        {
            var result = await engine.Docker.TryAsync(
                ["run", "--rm", .. Builder.Hardening, $"--volume={Builder.Root}/infra/prometheus/rules:/etc/prometheus/rules:ro", $"--volume={folder.Path}:/test:ro", "--entrypoint=promtool", image.Reference, .. command],
                TestContext.Current.CancellationToken);
            result.ExitCode.ShouldBe(0, result.StandardOutput + result.StandardError);
            result.StandardOutput.ShouldContain("SUCCESS");
        }
    }
}
