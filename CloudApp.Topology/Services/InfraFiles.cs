using System.Reflection;
using System.Text;

namespace CloudApp.Topology.Services;

/// <summary>One file of a bundle, as text.</summary>
/// <param name="Path">Inside the bundle, with <c>/</c> between folders.</param>
/// <param name="IsExecutable">True for a script: mode 755, else 644.</param>
public sealed record BundleFile(string Path, string Content, bool IsExecutable = false);

/// <summary>The real configuration files of <c>infra/</c>, carried inside the program.</summary>
internal static class InfraFiles
{
    private const string Root = "infra/";

    private static readonly Assembly Carrier = typeof(InfraFiles).Assembly;

    public static BundleFile Copy(string path) => new(path, Read(path));

    public static string Read(string path)
    {
        using var stream = Carrier.GetManifestResourceStream(Root + path)
            ?? throw new InvalidOperationException($"{Root}{path} does not exist, or CloudApp.Topology.csproj does not embed it.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>The paths of the files in a folder, in order; none where the folder does not exist.</summary>
    public static IEnumerable<string> In(string folder) =>
        Carrier.GetManifestResourceNames()
            .Where(name => name.StartsWith($"{Root}{folder}/", StringComparison.Ordinal))
            .Select(name => name[Root.Length..])
            .Order(StringComparer.Ordinal);
}
