using CloudApp.Operations.Engine;
using CloudApp.Operations.Publishing;
using CloudApp.Topology.Model;
using CloudApp.Topology.Services;

namespace CloudApp.Operations.Images;

/// <summary>The image store as <c>up</c> and <c>publish --with-images</c> see it: it installs and starts the builder engine when it is asked.</summary>
/// <param name="root">The repository.</param>
/// <param name="reference">Name of a component's image, such as cloudapp/haproxy:0.1.0.</param>
/// <param name="time">For waiting.</param>
/// <param name="tell">Told what happens while <see cref="GetAsync"/> works, which has no progress of its own.</param>
public sealed class ImageSource(string root, Func<string, string> reference, TimeProvider time, IProgress<string>? tell = null) : IImageTars
{
    public async Task<IReadOnlyDictionary<string, string>> GetAsync(IReadOnlyCollection<string> components, CancellationToken cancellationToken)
    {
        var wanted = ServiceCatalog.Standard.Images.Where(component => components.Contains(component.Name, StringComparer.Ordinal)).ToList();
        var images = await EnsureAsync(wanted, tell ?? new Progress<string>(), cancellationToken);
        return images.ToDictionary(image => image.Component, image => image.TarPath, StringComparer.Ordinal);
    }

    public async Task<IReadOnlyList<BuiltImage>> EnsureAsync(
        IReadOnlyList<ImageComponent> components, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var directories = CloudAppDirectories.FromEnvironment();
        var runner = new ProcessRunner(time);
        var binaries = await new EngineInstaller(directories, runner, time).EnsureAsync(progress, cancellationToken);
        var builder = BuilderEngine.Create(directories, binaries, runner, time);
        return await new ImageStore(directories, root, reference, builder, runner, time).EnsureAsync(components, progress, cancellationToken);
    }
}
