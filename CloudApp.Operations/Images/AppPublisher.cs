using CloudApp.Operations.Engine;
using CloudApp.Topology.Model;

namespace CloudApp.Operations.Images;

/// <summary>A program that is ready for an image.</summary>
/// <param name="Directory">Its files.</param>
/// <param name="SourceHash">See <see cref="AppPublisher.SourceHashAsync"/>.</param>
public sealed record PublishedProgram(string Directory, string SourceHash);

/// <summary>
/// Publishes CloudApp.Agent, CloudApp.Backup and CloudApp.Api as programs that need no runtime into <c>artifacts/publish</c>,
/// only when their sources have changed since.
/// </summary>
public sealed class AppPublisher(string root, ProcessRunner runner)
{
    private const int PublishTimeoutSeconds = 1200;
    private const string Runtime = "linux-x64";

    private readonly ProgramSources _sources = new(root);
    private string? _sdkVersion;

    /// <summary>What decides how the program will be, known before it is compiled: its sources, how it is published, and the SDK.</summary>
    public async Task<string> SourceHashAsync(ImageProgram program, CancellationToken cancellationToken) =>
        SourceHash(program, PublishModes.FromEnvironment(), _sdkVersion ??= await SdkVersionAsync(cancellationToken));

    /// <summary>The published program, brought up to date.</summary>
    /// <exception cref="UserException">It does not build; the message carries the compiler's words.</exception>
    public async Task<PublishedProgram> EnsureAsync(ImageProgram program, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var output = Path.Combine(root, "artifacts/publish", program.ToString().ToLowerInvariant());
        var stamp = output + ".sources";
        Directory.CreateDirectory(Path.GetDirectoryName(stamp)!);
        // Compiling takes a minute. Whoever edits meanwhile has it compiled again: the hash and the program belong together.
        while (true)
        {
            var sources = await SourceHashAsync(program, cancellationToken);
            if (Directory.Exists(output) && File.Exists(stamp) && string.Equals(await File.ReadAllTextAsync(stamp, cancellationToken), sources, StringComparison.Ordinal))
                return new PublishedProgram(output, sources);
            File.Delete(stamp);
            await PublishAsync(program, output, progress, cancellationToken);
            await File.WriteAllTextAsync(stamp, sources, cancellationToken);
        }
    }

    internal string SourceHash(ImageProgram program, PublishMode mode, string sdkVersion) => _sources.Hash(program, [sdkVersion, .. Options(mode)]);

    private async Task PublishAsync(ImageProgram program, string output, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var mode = PublishModes.FromEnvironment();
        if (mode == PublishMode.Native)
            await new NativeCompiler(runner).EnsureAsync(progress, cancellationToken);
        progress.Report($"publishing {ProgramSources.NameOf(program)} ({PublishModes.NameOf(mode)})");
        if (Directory.Exists(output))
            Directory.Delete(output, recursive: true);
        await runner.RunCheckedAsync(Request(ProgramSources.NameOf(program), mode, output), cancellationToken);
    }

    private ProcessRequest Request(string project, PublishMode mode, string output) =>
        // The compiler takes all processors for minutes: whatever runs meanwhile, a lab or a test, comes first.
        new("nice",
        [
            "-n", "19", "dotnet", "publish", _sources.PathOf(project), .. Options(mode),
            // Its own objects and lock file, so that a build of the solution at the same time, and the
            // repository's lock files, which know no runtime, stay as they are.
            "--artifacts-path", Path.Combine(root, "artifacts/build", PublishModes.NameOf(mode)),
            $"-p:NuGetLockFilePath=obj/publish-{PublishModes.NameOf(mode)}.lock.json",
            "--output", output, "-nodeReuse:false", "--nologo", "-verbosity:quiet",
        ])
        {
            Timeout = TimeSpan.FromSeconds(PublishTimeoutSeconds),
            WorkingDirectory = root,
            Purpose = $"publishing {project}",
        };

    // Part of the hash: no paths here.
    private static IReadOnlyList<string> Options(PublishMode mode) =>
    [
        "--configuration", "Release", "--runtime", Runtime, "--self-contained",
        // Native is what the projects say.
        .. mode == PublishMode.ReadyToRun ? ["-p:PublishReadyToRun=true"] : Array.Empty<string>(),
        "-p:DebugType=none", "-p:RunAnalyzers=false",
        // The OpenAPI document is written from the comments; their file itself is not published.
        "-p:PublishDocumentationFiles=false", "-p:PublishReferencesDocumentationFiles=false",
    ];

    // Its compiler, and the runtime that comes with it. Asked where global.json is seen.
    private async Task<string> SdkVersionAsync(CancellationToken cancellationToken) =>
        (await runner.RunCheckedAsync(new ProcessRequest("dotnet", ["--version"]) { WorkingDirectory = root, Purpose = "asking for the SDK's version" }, cancellationToken))
            .StandardOutput.Trim();
}
