using CloudApp.Operations.Engine;
using CloudApp.Topology.Model;

namespace CloudApp.Operations.Images;

/// <summary>
/// Builds the images of all components in the builder engine and keeps each as a tar in the cache, named by
/// the content that it was built from. What is in the cache is not built again, and neither is the program in it compiled.
/// </summary>
/// <param name="directories">Where the cache and the builder engine are.</param>
/// <param name="root">The repository.</param>
/// <param name="reference">Name of a component's image as the bundles use it, such as cloudapp/haproxy:0.1.0.</param>
/// <param name="builder">See <see cref="BuilderEngine"/>; started when needed, left running.</param>
/// <param name="runner">Runs docker, dotnet and debootstrap.</param>
/// <param name="time">For waiting, and for the age of the tars.</param>
public sealed class ImageStore(
    CloudAppDirectories directories, string root, Func<string, string> reference, DockerEngine builder, ProcessRunner runner, TimeProvider time)
{
    private const int ParallelBuildsMax = 2;

    private readonly ImageCache _cache = new(Path.Combine(directories.Cache, "images"), time);
    private readonly AppPublisher _publisher = new(root, runner);
    private readonly BaseImage _base = new(directories, root, builder.Docker, runner);
    private readonly ImageBuild _build = new(root, builder.Docker);

    /// <summary>The images of some components.</summary>
    /// <exception cref="UserException">A program or an image does not build; the message carries the end of its log.</exception>
    public async Task<IReadOnlyList<BuiltImage>> EnsureAsync(
        IReadOnlyList<ImageComponent> components, IProgress<string> progress, CancellationToken cancellationToken = default)
    {
        using var only = await FileLock.OfDirectoryAsync(Path.Combine(directories.Cache, "images"), progress, time, cancellationToken);
        await builder.StartAsync(cancellationToken);
        var flavours = await ChooseAsync(components, progress, cancellationToken);
        using var run = new ImageRun(_publisher, _base, ParallelBuildsMax, progress);
        var built = 0;
        var images = new BuiltImage[components.Count];
        // All begin at once: what needs a program of ours waits for it while the others are built.
        var options = new ParallelOptions { MaxDegreeOfParallelism = int.MaxValue, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, components.Count, options, async (index, token) =>
        {
            var (component, flavour) = (components[index], flavours[index]);
            images[index] = Describe(component, flavour, await run.SourceHashAsync(component.Program, token));
            if (_cache.TryUse(images[index].TarPath))
                return;
            var published = await run.PublishAsync(component.Program, token);
            var plan = new ImagePlan(Describe(component, flavour, published?.SourceHash), flavour, published?.Directory);
            images[index] = plan.Image;
            if (plan.Flavour == ImageFlavour.Debian)
                await run.EnsureBaseAsync(token);
            await run.InTurnAsync(() => BuildAsync(plan, progress, token), token);
            Interlocked.Increment(ref built);
        });
        if (built > 0)
        {
            _cache.Prune();
            await _build.PruneAsync(cancellationToken);
        }

        return images;
    }

    private async Task BuildAsync(ImagePlan plan, IProgress<string> progress, CancellationToken cancellationToken)
    {
        progress.Report($"building {plan.Image.Reference} ({plan.Flavour.ToString().ToLowerInvariant()})");
        await _build.BuildAsync(plan, cancellationToken);
        await _cache.AddAsync(plan.Image.TarPath, path => _build.SaveAsync(plan.Image.Reference, path, cancellationToken));
    }

    private async Task<List<ImageFlavour>> ChooseAsync(IReadOnlyList<ImageComponent> components, IProgress<string> progress, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        var choice = new FlavourChoice(new OfficialBases(builder.Docker, http, time));
        var flavours = new List<ImageFlavour>();
        foreach (var component in components)
        {
            var dockerfile = Path.Combine(FolderOf(component), "Dockerfile");
            if (!File.Exists(dockerfile))
                throw new UserException($"The image of '{component.Name}' has no {dockerfile}.");
            flavours.Add(await choice.ForAsync(await File.ReadAllTextAsync(dockerfile, cancellationToken), cancellationToken));
        }

        progress.Report($"{flavours.Count(flavour => flavour == ImageFlavour.Official)} of {flavours.Count} images from official bases, the others from Debian's packages");
        return flavours;
    }

    private BuiltImage Describe(ImageComponent component, ImageFlavour flavour, string? programHash)
    {
        var hash = Hash(component, flavour, programHash);
        return new BuiltImage(component.Name, reference(component.Name), hash, _cache.PathOf(component.Name, hash));
    }

    private string FolderOf(ImageComponent component) => Path.Combine(root, "infra", component.Name);

    private string Hash(ImageComponent component, ImageFlavour flavour, string? programHash)
    {
        using var hash = new ContentHash();
        hash.Add(reference(component.Name)).Add(flavour.ToString()).AddDirectory(FolderOf(component));
        if (flavour == ImageFlavour.Debian)
            hash.Add(_base.Hash());
        if (programHash is not null)
            hash.Add(programHash);
        return hash.Finish();
    }
}
