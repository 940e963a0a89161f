using CloudApp.Operations.Engine;

namespace CloudApp.Operations.Images;

/// <summary>Debian sid as an image of our own, made with debootstrap when the builder engine has none of the same recipe.</summary>
internal sealed class BaseImage(CloudAppDirectories directories, string root, DockerCli docker, ProcessRunner runner)
{
    /// <summary>The name that the Dockerfiles use.</summary>
    public const string Reference = "cloudapp/base:0.1.0";

    private const string HashLabel = "cloudapp.content";
    private const int BuildTimeoutSeconds = 600;

    private string Recipe => Path.Combine(root, "infra/base");

    /// <summary>Hash of the recipe.</summary>
    public string Hash()
    {
        using var hash = new ContentHash();
        return hash.AddDirectory(Recipe).Finish();
    }

    /// <summary>Makes sure that the builder engine has the base image.</summary>
    /// <exception cref="UserException">debootstrap failed, mostly because the mirror cannot be reached.</exception>
    public async Task EnsureAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        var hash = Hash();
        var label = await docker.TryAsync(["image", "inspect", "--format", $"{{{{index .Config.Labels \"{HashLabel}\"}}}}", Reference], cancellationToken);
        if (label.Succeeded && string.Equals(label.StandardOutput.Trim(), hash, StringComparison.Ordinal))
            return;

        progress.Report("building the Debian base image (debootstrap, about a minute)");
        var work = Path.Combine(directories.Cache, "base");
        var files = Path.Combine(work, "rootfs");
        var tar = Path.Combine(work, "rootfs.tar");
        DeleteTree(work);
        Directory.CreateDirectory(work);
        var mirror = await new DebianMirror(runner).FindAsync(cancellationToken);
        await RunAsync(Path.Combine(Recipe, "build.sh"), [files, mirror], cancellationToken);
        await RunAsync("tar", ["--create", "--file", tar, "--directory", files, "--numeric-owner", "--exclude=./dev/*", "."], cancellationToken);
        await docker.RunAsync(
            docker.Request("import", "--change", "CMD [\"/bin/bash\"]", "--change", "ENV LANG=C.UTF-8", "--change", $"LABEL {HashLabel}={hash}", tar, Reference)
                with
            { Timeout = TimeSpan.FromSeconds(BuildTimeoutSeconds), Purpose = "importing the base image" },
            cancellationToken);
        DeleteTree(work);
    }

    private Task<ProcessResult> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        runner.RunCheckedAsync(
            new ProcessRequest(program, arguments) { Timeout = TimeSpan.FromSeconds(BuildTimeoutSeconds), Purpose = "building the Debian base image" },
            cancellationToken);

    private static void DeleteTree(string path)
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
    }
}
