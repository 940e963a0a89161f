namespace CloudApp.Operations.Engine;

/// <summary>
/// Makes a Docker engine available without installing one: Debian sid's packages are unpacked into the
/// cache. An engine that the machine has of its own is left alone.
/// </summary>
public sealed class EngineInstaller(CloudAppDirectories directories, ProcessRunner runner, TimeProvider? time = null)
{
    private const int UnpackTimeoutSeconds = 120;
    private const string CompleteMarker = "complete";

    private static readonly IReadOnlyList<string> Packages = ["docker.io", "docker-cli", "docker-compose", "docker-buildx", "containerd"];

    private string EngineDirectory => Path.Combine(directories.Cache, "engine");

    public EngineBinaries Binaries => new(Path.Combine(EngineDirectory, "root"), Path.Combine(EngineDirectory, "config"));

    /// <summary>Checks the machine, installs what is missing and returns where the programs are. Quick when nothing is missing.</summary>
    /// <exception cref="UserException">The machine cannot run an engine, or something could not be fetched.</exception>
    public async Task<EngineBinaries> EnsureAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        Prerequisites.Check();
        using var only = await FileLock.OfDirectoryAsync(EngineDirectory, progress, time ?? TimeProvider.System, cancellationToken);
        await new HostPackages(Binaries, runner).EnsureAsync(progress, cancellationToken);
        if (!File.Exists(Path.Combine(EngineDirectory, CompleteMarker)))
            await InstallAsync(progress, cancellationToken);
        return Binaries;
    }

    private async Task InstallAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        progress.Report("downloading the Docker engine (Debian packages, unpacked into the cache)");
        var mirror = await new DebianMirror(runner).FindAsync(cancellationToken);
        var apt = new PrivateApt(Path.Combine(EngineDirectory, "apt"), mirror, runner);
        var files = await apt.DownloadAsync(Packages, cancellationToken);

        // Unpacked aside and moved, so that a broken-off run never looks like a whole engine.
        var aside = Path.Combine(EngineDirectory, "unpacking");
        DeleteTree(aside);
        foreach (var file in files)
            await RunAsync("dpkg-deb", ["-x", file, aside], cancellationToken);
        DeleteTree(Binaries.Root);
        Directory.Move(aside, Binaries.Root);
        LinkPlugins();
        await VerifyAsync(cancellationToken);
        await File.WriteAllLinesAsync(Path.Combine(EngineDirectory, CompleteMarker), files.Select(Path.GetFileName).OfType<string>(), cancellationToken);
        DeleteTree(Path.Combine(EngineDirectory, "apt"));
    }

    private void LinkPlugins()
    {
        var plugins = Path.Combine(Binaries.ConfigDirectory, "cli-plugins");
        DeleteTree(plugins);
        Directory.CreateDirectory(plugins);
        foreach (var plugin in Directory.EnumerateFiles(Binaries.PluginDirectory))
            File.CreateSymbolicLink(Path.Combine(plugins, Path.GetFileName(plugin)), plugin);
    }

    private async Task VerifyAsync(CancellationToken cancellationToken)
    {
        await RunAsync(Binaries.Daemon, ["--version"], cancellationToken);
        foreach (var plugin in new[] { "compose", "buildx" })
            await new DockerCli(Binaries, "/nowhere", runner).RunAsync([plugin, "version"], cancellationToken);
    }

    private Task<ProcessResult> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        runner.RunCheckedAsync(
            new ProcessRequest(program, arguments) { Timeout = TimeSpan.FromSeconds(UnpackTimeoutSeconds), Purpose = "unpacking the Docker engine" },
            cancellationToken);

    private static void DeleteTree(string path)
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
    }
}
