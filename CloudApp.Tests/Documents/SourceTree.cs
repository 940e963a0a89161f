namespace CloudApp.Tests.Documents;

/// <summary>The checked-out sources, as a reader of the documents finds them.</summary>
internal static class SourceTree
{
    private const string RootVariable = "CLOUDAPP_ROOT";
    private const string Marker = "CloudApp.sln";
    private static readonly string[] NotSources = ["bin", "obj", ".git", ".vs", ".idea", "artifacts", "node_modules"];

    public static string Root { get; } = FindRoot();

    /// <summary>All files from the root on, with slashes.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Below(new DirectoryInfo(Root))];

    /// <summary>All folders from the root on, with slashes and one at the end.</summary>
    public static IReadOnlyList<string> Folders { get; } = [.. Files
        .SelectMany(static file => file.Select((letter, at) => letter == '/' ? file[..(at + 1)] : ""))
        .Where(static folder => folder.Length > 0)
        .Distinct(StringComparer.Ordinal)];

    /// <summary>The absolute path of a file or folder that is named from the root, with slashes.</summary>
    public static string PathOf(string name) => Path.GetFullPath(Path.Combine(Root, name));

    private static IEnumerable<string> Below(DirectoryInfo folder) => folder.EnumerateFiles()
        .Select(static file => Path.GetRelativePath(Root, file.FullName))
        .Concat(folder.EnumerateDirectories()
            .Where(static child => !NotSources.Contains(child.Name, StringComparer.Ordinal))
            .SelectMany(Below));

    private static string FindRoot()
    {
        if (Environment.GetEnvironmentVariable(RootVariable) is { Length: > 0 } given)
            return Path.GetFullPath(given);
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, Marker)))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException($"{Marker} is in no folder above the tests.");
    }
}
