using System.Text.RegularExpressions;
using CloudApp.Operations;
using CloudApp.Operations.Publishing;
using CloudApp.Topology.Rendering;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Topology;

[Trait("Layer", "pure")]
public sealed partial class CommittedBundlesTests
{
    private static readonly string Compose = Path.Combine(ProjectRoot.Find(), "compose");

    [Fact]
    public void The_committed_bundles_are_what_the_model_produces()
    {
        foreach (var bundle in BundleRenderer.Render(Plans.Default))
        {
            foreach (var file in bundle.Files)
            {
                var path = Path.Combine(Compose, bundle.Name, file.Path);
                File.Exists(path).ShouldBeTrue($"{path} is missing: run ./cloudapp publish and commit it");
                File.ReadAllText(path).ShouldBe(file.Content, $"{path} is not what topology.json and infra/ give: run ./cloudapp publish and commit it");
                File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute).ShouldBe(file.IsExecutable, path);
            }
        }
    }

    [Fact]
    public void Nothing_else_is_committed_in_a_bundle()
    {
        foreach (var bundle in BundleRenderer.Render(Plans.Default))
        {
            var folder = Path.Combine(Compose, bundle.Name);
            Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(folder, path))
                // These are written beside the committed files and never committed.
                .Where(path => path is not ".env" && !path.StartsWith("images/", StringComparison.Ordinal))
                .ShouldBe(bundle.Files.Select(file => file.Path), ignoreOrder: true);
        }
    }

    [Fact]
    public void Secrets_are_kept_out_of_the_repository()
    {
        var ignored = File.ReadAllLines(Path.Combine(ProjectRoot.Find(), ".gitignore"));

        ignored.ShouldContain(".env", StringComparer.Ordinal);
        ignored.ShouldContain("ca.env", StringComparer.Ordinal);
    }

    [Fact]
    public async Task No_file_of_a_bundle_but_env_holds_a_secret()
    {
        using var folder = new TemporaryFolder();
        var published = await new Publisher(TimeProvider.System).PublishAsync(Plans.Default, folder.Path, withSecrets: true, TestContext.Current.CancellationToken);

        var values = published.SelectMany(bundle => File.ReadAllLines(Path.Combine(bundle.Folder, ".env")))
            .Where(line => !line.StartsWith('#')).Select(line => line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..]).Distinct(StringComparer.Ordinal).ToList();
        values.Count.ShouldBe(16, "nine shared values, the authority, and two for each of three hosts");
        foreach (var path in Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).Where(path => !path.EndsWith(".env", StringComparison.Ordinal)))
        {
            var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
            values.ShouldAllBe(value => !text.Contains(value, StringComparison.Ordinal), path);
        }
    }

    [Fact]
    public void Every_secret_setting_comes_from_the_env_file()
    {
        var secretSettings = BundleRenderer.Render(Plans.Default)
            .SelectMany(bundle => ComposeText.Services(bundle).Values)
            .SelectMany(service => service.Environment())
            .Where(setting => SecretName().IsMatch(setting.Key)).ToList();

        secretSettings.Count.ShouldBeGreaterThan(20);
        secretSettings.ShouldAllBe(setting => setting.Value.Value!.Contains("${", StringComparison.Ordinal));
    }

    // etcd's key files are paths, not keys.
    [GeneratedRegex("^(?!ETCD_).*(PASSWORD|TOKEN|_SECRET_KEY|ACCESS_KEY|ROOT_USER|_B64|SecretKey|AccessKey|ConnectionStrings)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SecretName();
}
