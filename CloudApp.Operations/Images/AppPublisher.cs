using System.Xml.Linq;
using CloudApp.Operations.Engine;
using CloudApp.Topology.Model;

namespace CloudApp.Operations.Images;

/// <summary>
/// Publishes CloudApp.Agent, CloudApp.Backup and CloudApp.Api as programs that need no runtime into <c>artifacts/publish</c>,
/// only when their sources have changed since.
/// </summary>
internal sealed class AppPublisher(string root, ProcessRunner runner)
{
    private const int PublishTimeoutSeconds = 1200;
    private const string Runtime = "linux-x64";

    private static readonly IReadOnlyList<string> SharedFiles = ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json"];

    /// <summary>The directory with the published program, brought up to date.</summary>
    /// <exception cref="UserException">It does not build; the message carries the compiler's words.</exception>
    public async Task<string> EnsureAsync(ImageProgram program, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var mode = PublishModes.FromEnvironment();
        var name = program.ToString().ToLowerInvariant();
        var output = Path.Combine(root, "artifacts/publish", name);
        var stamp = output + ".sources";
        var sources = SourceHash(program, mode);
        if (Directory.Exists(output) && File.Exists(stamp) && string.Equals(await File.ReadAllTextAsync(stamp, cancellationToken), sources, StringComparison.Ordinal))
            return output;

        if (mode == PublishMode.Native)
            await new NativeCompiler(runner).EnsureAsync(progress, cancellationToken);
        progress.Report($"publishing {ProjectName(program)} ({PublishModes.NameOf(mode)})");
        Directory.CreateDirectory(Path.GetDirectoryName(stamp)!);
        File.Delete(stamp);
        if (Directory.Exists(output))
            Directory.Delete(output, recursive: true);
        await runner.RunCheckedAsync(Request(program, mode, output), cancellationToken);
        await File.WriteAllTextAsync(stamp, sources, cancellationToken);
        return output;
    }

    private ProcessRequest Request(ImageProgram program, PublishMode mode, string output) =>
        // The compiler takes all processors for minutes: whatever runs meanwhile, a lab or a test, comes first.
        new("nice",
        [
            "-n", "19", "dotnet", "publish", ProjectPath(ProjectName(program)), "--configuration", "Release", "--runtime", Runtime, "--self-contained",
            // Native is what the projects say.
            .. mode == PublishMode.ReadyToRun ? ["-p:PublishReadyToRun=true"] : Array.Empty<string>(),
            "-p:DebugType=none", "-p:RunAnalyzers=false",
            // The OpenAPI document is written from the comments; their file itself is not published.
            "-p:PublishDocumentationFiles=false", "-p:PublishReferencesDocumentationFiles=false",
            // Its own objects and lock file, so that a build of the solution at the same time, and the
            // repository's lock files, which know no runtime, stay as they are.
            "--artifacts-path", Path.Combine(root, "artifacts/build", PublishModes.NameOf(mode)),
            $"-p:NuGetLockFilePath=obj/publish-{PublishModes.NameOf(mode)}.lock.json",
            "--output", output, "-nodeReuse:false", "--nologo", "-verbosity:quiet",
        ])
        {
            Timeout = TimeSpan.FromSeconds(PublishTimeoutSeconds),
            WorkingDirectory = root,
            Purpose = $"publishing {ProjectName(program)}",
        };

    /// <summary>Hash of the project, of all projects that it refers to, of the settings that all share, and of the way it is published.</summary>
    internal string SourceHash(ImageProgram program, PublishMode mode)
    {
        using var hash = new ContentHash();
        hash.Add(PublishModes.NameOf(mode));
        foreach (var file in SharedFiles)
            hash.AddFile(file, Path.Combine(root, file));
        foreach (var project in Closure(ProjectName(program)).Order(StringComparer.Ordinal))
            hash.Add(project).AddDirectory(Path.Combine(root, project), IsSource);
        return hash.Finish();
    }

    private static bool IsSource(string path) => path.Split('/')[0] is not ("bin" or "obj");

    private HashSet<string> Closure(string project)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([project]);
        while (open.TryPop(out var next))
        {
            if (!found.Add(next))
                continue;
            foreach (var reference in XDocument.Load(ProjectPath(next)).Descendants("ProjectReference"))
            {
                if (reference.Attribute("Include")?.Value is { } path)
                    open.Push(Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));
            }
        }

        return found;
    }

    private string ProjectPath(string project) => Path.Combine(root, project, project + ".csproj");

    private static string ProjectName(ImageProgram program) => $"CloudApp.{program}";
}
