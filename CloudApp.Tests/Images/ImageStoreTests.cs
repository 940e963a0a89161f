using CloudApp.Tests.Infra;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Images;

[Trait("Layer", "component")]
public sealed class ImageStoreTests
{
    [Fact]
    public async Task What_is_in_the_cache_is_not_built_again_and_its_tar_can_be_loaded()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var engine = await Builder.StartAsync();
        var first = await Builder.ImageAsync(engine, "addresses");
        var bytes = new FileInfo(first.TarPath).Length;
        bytes.ShouldBeGreaterThan(1_000_000);
        // The same bytes stay where they are: a new build would put another file there.
        var inode = await InodeAsync(first.TarPath);

        var second = await Builder.ImageAsync(engine, "addresses");

        second.ShouldBe(first);
        (await InodeAsync(second.TarPath)).ShouldBe(inode);
        (await engine.Docker.RunAsync(["load", "--input", first.TarPath], cancellationToken)).ShouldContain(first.Reference);
    }

    private static async Task<string> InodeAsync(string path) =>
        (await Builder.Runner.RunCheckedAsync(new("stat", ["--format=%i", path]), TestContext.Current.CancellationToken)).StandardOutput;
}
