using CloudApp.Operations;
using CloudApp.Operations.Engine;
using CloudApp.Operations.Images;
using CloudApp.Topology.Model;
using CloudApp.Topology.Rendering;
using CloudApp.Topology.Services;

namespace CloudApp.AppHost.Engine;

/// <summary>Brings the images of the bundles, as the sources are now, into the developer's engine.</summary>
internal sealed class SystemImages(ContainerEngine engine, Func<string, string> reference)
{
    private const int BuildMinutes = 15;

    /// <summary>What AppPublisher publishes for; another processor's engine emulates it.</summary>
    private const string Platform = "linux/amd64";

    /// <summary>As root on Linux the images are those of <c>cloudapp up</c>, with its cache and its choice of bases; elsewhere this engine builds them from the official ones.</summary>
    /// <param name="marks">A folder that remembers what was loaded.</param>
    /// <exception cref="UserException">An image cannot be built.</exception>
    public async Task EnsureAsync(IReadOnlyList<BundleImage> images, string marks, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var components = ServiceCatalog.Standard.Images.Where(component => images.Any(image => string.Equals(image.Component, component.Name, StringComparison.Ordinal))).ToList();
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            await BuildAsync(components, progress, cancellationToken);
            return;
        }

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

    // The engine's own cache makes a second time short.
    private async Task BuildAsync(List<ImageComponent> components, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var root = ProjectRoot.Find();
        var runner = new ProcessRunner(TimeProvider.System);
        var publisher = new AppPublisher(root, runner);
        foreach (var component in components)
        {
            progress.Report($"building {reference(component.Name)}");
            string[] app = component.Program == ImageProgram.None ? [] : ["--build-context", $"app={(await publisher.EnsureAsync(component.Program, progress, cancellationToken)).Directory}"];
            await engine.RunAsync(
                [
                    "build", "--platform", Platform, "--build-arg", $"FLAVOUR={nameof(ImageFlavour.Official).ToLowerInvariant()}", .. app,
                    "--tag", reference(component.Name), Path.Combine(root, "infra", component.Name),
                ],
                TimeSpan.FromMinutes(BuildMinutes),
                cancellationToken);
        }
    }
}
