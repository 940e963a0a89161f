using System.Xml.Linq;
using CloudApp.Topology.Model;

namespace CloudApp.Operations.Images;

/// <summary>
/// All files that a program is compiled from, as one hash: its project, the projects that it refers to, and the settings that
/// all of them share. Neither the clone's path nor the files' times nor what a build leaves behind is part of it.
/// </summary>
internal sealed class ProgramSources(string root)
{
    private static readonly IReadOnlyList<string> SharedFiles = ["Directory.*.props", "Directory.*.targets", "global.json", "nuget.config"];

    private static readonly EnumerationOptions AnyCase = new() { MatchCasing = MatchCasing.CaseInsensitive };

    /// <summary>SHA-256 (hexadecimal).</summary>
    /// <param name="manner">How it is compiled: whatever else makes another program of the same files.</param>
    public string Hash(ImageProgram program, IReadOnlyList<string> manner)
    {
        using var hash = new ContentHash();
        foreach (var part in manner)
            hash.Add(part);
        foreach (var file in SharedFiles.SelectMany(pattern => Directory.EnumerateFiles(root, pattern, AnyCase)).Order(StringComparer.Ordinal))
            hash.AddFile(Path.GetFileName(file), file);
        foreach (var project in Projects(program))
            hash.Add(project).AddDirectory(Path.Combine(root, project), IsSource);
        return hash.Finish();
    }

    /// <summary>The program's project and all that it refers to, in a fixed order.</summary>
    public IReadOnlyList<string> Projects(ImageProgram program)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([NameOf(program)]);
        while (open.TryPop(out var next))
        {
            if (!found.Add(next))
                continue;
            foreach (var reference in XDocument.Load(PathOf(next)).Descendants("ProjectReference"))
            {
                if (reference.Attribute("Include")?.Value is { } path)
                    open.Push(Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));
            }
        }

        return [.. found];
    }

    /// <summary>The project file.</summary>
    public string PathOf(string project) => Path.Combine(root, project, project + ".csproj");

    /// <summary>The name of the program's project.</summary>
    public static string NameOf(ImageProgram program) => $"CloudApp.{program}";

    private static bool IsSource(string path) => path.Split('/')[0] is not ("bin" or "obj");
}
