using CloudApp.Operations.Publishing;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Topology;

[Trait("Layer", "pure")]
public sealed class ImageTarTests : IDisposable
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _store = new();

    public void Dispose()
    {
        _folder.Dispose();
        _store.Dispose();
    }

    /// <summary>A store whose tars are small files.</summary>
    private sealed class Store(TemporaryFolder folder) : IImageTars
    {
        public async Task<IReadOnlyDictionary<string, string>> GetAsync(IReadOnlyCollection<string> components, CancellationToken cancellationToken)
        {
            foreach (var component in components.Where(component => !File.Exists(folder[component])))
                await File.WriteAllTextAsync(folder[component], $"tar of {component}", cancellationToken);
            return components.ToDictionary(component => component, component => folder[component], StringComparer.Ordinal);
        }
    }

    private Task<IReadOnlyList<PublishedBundle>> PublishAsync() =>
        new Publisher(TimeProvider.System, new Store(_store)).PublishAsync(Plans.Default, _folder.Path, withSecrets: false, Cancellation);

    private IEnumerable<string> TarsOf(string host) =>
        Directory.EnumerateFiles(_folder[$"{host}/images"]).Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal)!;

    [Fact]
    public async Task Each_bundle_carries_the_images_that_it_uses_and_no_other()
    {
        await PublishAsync();

        string.Join(' ', TarsOf("host1")).ShouldBe("addresses api backup etcd haproxy keepalived mysql mysqlrouter node-exporter objectstore");
        TarsOf("host2").ShouldBe(TarsOf("host1"));
        string.Join(' ', TarsOf("monitor")).ShouldBe("etcd node-exporter prometheus");
        (await File.ReadAllTextAsync(_folder["host1/images/api.tar"], Cancellation)).ShouldBe("tar of api");
    }

    [Fact]
    public async Task An_image_that_is_there_is_not_copied_again_and_a_new_one_is()
    {
        await PublishAsync();
        (await PublishAsync()).ShouldAllBe(bundle => bundle.FilesWritten == 0);

        await File.WriteAllTextAsync(_store["prometheus"], "another tar", Cancellation);

        (await PublishAsync())[2].FilesWritten.ShouldBe(1);
        (await File.ReadAllTextAsync(_folder["monitor/images/prometheus.tar"], Cancellation)).ShouldBe("another tar");
    }
}
