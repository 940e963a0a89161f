using CloudApp.Operations.Engine;

namespace CloudApp.Operations.Images;

/// <summary>
/// Builds the images of all components in the builder engine and keeps each as a tar in the cache, named by
/// the content that it was built from. What is in the cache is not built again.
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

    /// <summary>All images, built where the cache has none of the same content.</summary>
    /// <exception cref="UserException">A program or an image does not build; the message carries the end of its log.</exception>
    public Task<IReadOnlyList<BuiltImage>> EnsureAllAsync(IProgress<string> progress, CancellationToken cancellationToken = default) =>
        EnsureAsync(ImageComponent.All, progress, cancellationToken);

    /// <summary>The images of some components.</summary>
    /// <exception cref="UserException">A program or an image does not build; the message carries the end of its log.</exception>
    public async Task<IReadOnlyList<BuiltImage>> EnsureAsync(
        IReadOnlyList<ImageComponent> components, IProgress<string> progress, CancellationToken cancellationToken = default)
    {
        using var only = await DirectoryLock.AcquireAsync(Path.Combine(directories.Cache, "images"), progress, time, cancellationToken);
        await builder.StartAsync(cancellationToken);
        var published = await PublishAsync(components, progress, cancellationToken);
        var plans = await PlanAsync(components, published, progress, cancellationToken);
        var missing = plans.Where(plan => !_cache.TryUse(plan.Image.TarPath)).ToList();
        if (missing.Any(plan => plan.Flavour == ImageFlavour.Debian))
            await _base.EnsureAsync(progress, cancellationToken);

        var options = new ParallelOptions { MaxDegreeOfParallelism = ParallelBuildsMax, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(missing, options, async (plan, token) =>
        {
            progress.Report($"building {plan.Image.Reference} ({plan.Flavour.ToString().ToLowerInvariant()})");
            await _build.BuildAsync(plan, token);
            await _cache.AddAsync(plan.Image.TarPath, path => _build.SaveAsync(plan.Image.Reference, path, token));
        });
        if (missing.Count > 0)
        {
            _cache.Prune();
            await _build.PruneAsync(cancellationToken);
        }

        return [.. plans.Select(plan => plan.Image)];
    }

    private async Task<Dictionary<AppContext, string>> PublishAsync(
        IReadOnlyList<ImageComponent> components, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var published = new Dictionary<AppContext, string>();
        foreach (var app in components.Select(component => component.App).Where(app => app != AppContext.None).Distinct())
            published[app] = await _publisher.EnsureAsync(app, progress, cancellationToken);
        return published;
    }

    private async Task<List<ImagePlan>> PlanAsync(
        IReadOnlyList<ImageComponent> components, Dictionary<AppContext, string> published, IProgress<string> progress, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        var choice = new FlavourChoice(new OfficialBases(builder.Docker, http));
        var plans = new List<ImagePlan>();
        foreach (var component in components)
        {
            var folder = Path.Combine(root, "infra", component.Name);
            var dockerfile = Path.Combine(folder, "Dockerfile");
            if (!File.Exists(dockerfile))
                throw new UserException($"The image of '{component.Name}' has no {dockerfile}.");
            var flavour = await choice.ForAsync(await File.ReadAllTextAsync(dockerfile, cancellationToken), cancellationToken);
            var app = published.GetValueOrDefault(component.App);
            var hash = Hash(component, folder, app, flavour);
            var image = new BuiltImage(component.Name, reference(component.Name), hash, _cache.PathOf(component.Name, hash));
            plans.Add(new ImagePlan(image, flavour, app));
        }

        progress.Report($"{plans.Count(plan => plan.Flavour == ImageFlavour.Official)} of {plans.Count} images from official bases, the others from Debian's packages");
        return plans;
    }

    private string Hash(ImageComponent component, string folder, string? app, ImageFlavour flavour)
    {
        using var hash = new ContentHash();
        hash.Add(reference(component.Name)).Add(flavour.ToString()).AddDirectory(folder);
        if (flavour == ImageFlavour.Debian)
            hash.Add(_base.Hash());
        if (app is not null)
            hash.AddDirectory(app);
        return hash.Finish();
    }
}
