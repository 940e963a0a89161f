namespace CloudApp.Cli.Lab;

/// <summary>Images given as tar files in a folder, one per component: CLOUDAPP_IMAGES.</summary>
public sealed class StoredImages(LabContext context) : ILabImages
{
    public Task<IReadOnlyList<LabImage>> EnsureAsync(IProgress<string> progress, CancellationToken cancellation)
    {
        var folder = Environment.GetEnvironmentVariable("CLOUDAPP_IMAGES") ?? "/nowhere";
        IReadOnlyList<LabImage> images = [.. CloudApp.Topology.Model.Images.Components
            .Select(component => (component, path: Path.Combine(folder, component + ".tar")))
            .Where(pair => File.Exists(pair.path))
            .Select(pair => new LabImage(context.Topology.Images.Reference(pair.component), File.GetLastWriteTimeUtc(pair.path).Ticks.ToString(), pair.path))];
        return Task.FromResult(images);
    }
}
