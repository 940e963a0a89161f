using System.Text;

namespace CloudApp.Topology.Rendering;

/// <summary>The real configuration files of <c>infra/</c>, carried inside the program.</summary>
internal static class InfraFiles
{
    public static BundleFile Copy(string infraPath, string bundlePath, bool isExecutable = false) =>
        new(bundlePath, Read(infraPath), isExecutable);

    public static BundleFile Copy(string path) => Copy(path, path);

    private static string Read(string path)
    {
        using var stream = typeof(InfraFiles).Assembly.GetManifestResourceStream($"infra/{path}")
            ?? throw new InvalidOperationException($"infra/{path} is not embedded: CloudApp.Topology.csproj must list it.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
