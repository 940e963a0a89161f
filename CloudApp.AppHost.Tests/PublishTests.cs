using Aspire.Hosting;
using Aspire.Hosting.Testing;
using CloudApp.Operations;
using Shouldly;
using Xunit;

namespace CloudApp.AppHost.Tests;

/// <summary>Publishing by Aspire's pipeline.</summary>
public sealed class PublishTests
{
    private static readonly string Compose = Path.Combine(ProjectRoot.Find(), "compose");

    [Fact]
    public async Task The_pipeline_writes_the_committed_bundles_byte_for_byte()
    {
        var folder = Directory.CreateTempSubdirectory("cloudapp-publish-").FullName;
        try
        {
            await PublishAsync(folder);

            var published = FilesOf(folder);
            published.Keys.ShouldBe(FilesOf(Compose).Keys, ignoreOrder: true);
            foreach (var (name, path) in FilesOf(Compose))
            {
                File.ReadAllBytes(published[name]).ShouldBe(File.ReadAllBytes(path), name);
                File.GetUnixFileMode(published[name]).HasFlag(UnixFileMode.UserExecute).ShouldBe(File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute), name);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Secrets_are_for_their_owner_and_stay_when_published_again()
    {
        var folder = Directory.CreateTempSubdirectory("cloudapp-publish-").FullName;
        try
        {
            await PublishAsync(folder);
            var env = Path.Combine(folder, "host1", ".env");
            var first = await File.ReadAllTextAsync(env, TestContext.Current.CancellationToken);
            File.GetUnixFileMode(env).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

            await PublishAsync(folder);

            (await File.ReadAllTextAsync(env, TestContext.Current.CancellationToken)).ShouldBe(first);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task PublishAsync(string folder)
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.CloudApp_AppHost>(
            ["--operation", "publish", "--step", "publish", "--output-path", folder], TestContext.Current.CancellationToken);
        await using var app = await builder.BuildAsync(TestContext.Current.CancellationToken);
        await app.RunAsync(TestContext.Current.CancellationToken);
    }

    // Secrets and image archives are written beside the committed files and never committed.
    private static Dictionary<string, string> FilesOf(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => (Name: Path.GetRelativePath(folder, path), Path: path))
            .Where(file => !file.Name.EndsWith(".env", StringComparison.Ordinal) && !file.Name.Contains("/images/", StringComparison.Ordinal))
            .ToDictionary(file => file.Name, file => file.Path, StringComparer.Ordinal);
}
