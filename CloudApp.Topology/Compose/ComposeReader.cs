using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace CloudApp.Topology.Compose;

/// <summary>Reads a written Compose file back.</summary>
public static class ComposeReader
{
    /// <summary>Names of its services, in the file's order; none when the text is no Compose file.</summary>
    public static IReadOnlyList<string> ServicesOf(string text)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents is [{ RootNode: YamlMappingNode root }, ..]
                && root.Children.TryGetValue("services", out var services) && services is YamlMappingNode named
                ? [.. named.Children.Keys.Select(static key => key.ToString())]
                : [];
        }
        catch (YamlException)
        {
            return [];
        }
    }
}
