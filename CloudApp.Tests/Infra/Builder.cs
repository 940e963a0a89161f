using CloudApp.Operations;
using CloudApp.Operations.Engine;
using CloudApp.Operations.Images;
using CloudApp.Topology.Services;
using Xunit;

namespace CloudApp.Tests.Infra;

/// <summary>The builder engine and its images for component tests; what is in the cache is not built again.</summary>
internal static class Builder
{
    private const string Tag = "0.1.0";

    private static readonly CloudAppDirectories Directories = CloudAppDirectories.FromEnvironment();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static ProcessRunner Runner { get; } = new(TimeProvider.System);

    public static string Root { get; } = ProjectRoot.Find();

    public static async Task<DockerEngine> StartAsync()
    {
        var binaries = await new EngineInstaller(Directories, Runner).EnsureAsync(new Progress<string>(), Cancellation);
        var engine = BuilderEngine.Create(Directories, binaries, Runner, TimeProvider.System);
        await engine.StartAsync(Cancellation);
        return engine;
    }

    /// <summary>Builds a component unless it is in the cache, and makes sure that the builder engine has exactly that image.</summary>
    public static async Task<BuiltImage> ImageAsync(DockerEngine engine, string component)
    {
        var store = new ImageStore(Directories, Root, name => $"cloudapp/{name}:{Tag}", engine, Runner, TimeProvider.System);
        var wanted = ServiceCatalog.Standard.Images.Where(image => string.Equals(image.Name, component, StringComparison.Ordinal)).ToList();
        var image = (await store.EnsureAsync(wanted, new Progress<string>(), Cancellation))[0];
        var label = await engine.Docker.TryAsync(["image", "inspect", "--format", "{{index .Config.Labels \"cloudapp.content\"}}", image.Reference], Cancellation);
        if (!string.Equals(label.StandardOutput.Trim(), image.ContentHash, StringComparison.Ordinal))
            await engine.Docker.RunAsync(["load", "--input", image.TarPath], Cancellation);
        return image;
    }

    /// <summary>The hardening that every bundle gives its containers.</summary>
    public static IReadOnlyList<string> Hardening { get; } =
        ["--network=host", "--read-only", "--tmpfs=/tmp", "--tmpfs=/run", "--cap-drop=ALL", "--security-opt=no-new-privileges"];

    public static IEnumerable<string> Environment(IReadOnlyDictionary<string, string> settings) =>
        settings.SelectMany(setting => new[] { "--env", $"{setting.Key}={setting.Value}" });
}
