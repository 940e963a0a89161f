using CloudApp.Cli;
using CloudApp.Cli.Images;
using CloudApp.Topology.Rendering;

namespace CloudApp.AppHost.Engine;

/// <summary>Brings the images of the bundles into the developer's engine.</summary>
internal sealed class SystemImages(ContainerEngine engine, Func<string, string> reference)
{
    /// <summary>Loads what <c>cloudapp up</c> would build and this engine does not have; where that cannot build, all must be there.</summary>
    /// <exception cref="UserException">An image is missing and cannot be built here.</exception>
    public async Task EnsureAsync(IReadOnlyList<BundleImage> images, string marks, IProgress<string> progress, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            await RequireAsync(images, cancellationToken);
            return;
        }

        var components = ImageComponent.All.Where(component => images.Any(image => string.Equals(image.Component, component.Name, StringComparison.Ordinal))).ToList();
        var built = await new ImageSource(ProjectRoot.Find(), reference, TimeProvider.System).EnsureAsync(components, progress, cancellationToken);
        Directory.CreateDirectory(marks);
        foreach (var image in built)
            await LoadAsync(image, Path.Combine(marks, image.Component), progress, cancellationToken);
    }

    // The mark holds the engine's own id of the image too: one that somebody replaced is loaded again.
    private async Task LoadAsync(BuiltImage image, string mark, IProgress<string> progress, CancellationToken cancellationToken)
    {
        if (File.Exists(mark) && string.Equals(await File.ReadAllTextAsync(mark, cancellationToken), await MarkAsync(image, cancellationToken), StringComparison.Ordinal))
            return;
        progress.Report($"loading {image.Reference}");
        await engine.RunAsync(["load", "--quiet", "--input", image.TarPath], cancellationToken);
        await File.WriteAllTextAsync(mark, await MarkAsync(image, cancellationToken), cancellationToken);
    }

    private async Task<string> MarkAsync(BuiltImage image, CancellationToken cancellationToken)
    {
        var id = await engine.TryAsync(["image", "inspect", "--format", "{{.Id}}", image.Reference], cancellationToken);
        return $"{image.ContentHash} {(id.Succeeded ? id.StandardOutput.Trim() : "absent")}";
    }

    private async Task RequireAsync(IReadOnlyList<BundleImage> images, CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        foreach (var image in images.DistinctBy(image => image.Reference, StringComparer.Ordinal))
        {
            if (!(await engine.TryAsync(["image", "inspect", "--format", "{{.Id}}", image.Reference], cancellationToken)).Succeeded)
                missing.Add(image.Reference);
        }

        if (missing.Count > 0)
        {
            throw new UserException(
                $"The engine has no {string.Join(", ", missing)}. Build each one: docs/develop.md, \"Images without root\"; as root on Linux the AppHost builds them itself.");
        }
    }
}
