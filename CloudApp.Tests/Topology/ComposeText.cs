using CloudApp.Topology.Rendering;
using YamlDotNet.RepresentationModel;

namespace CloudApp.Tests.Topology;

/// <summary>Reads a rendered Compose file back as YAML, so that tests look at what Compose will see.</summary>
internal static class ComposeText
{
    public static IReadOnlyDictionary<string, YamlMappingNode> Services(Bundle bundle) => Services(bundle.Files[0].Content);

    public static IReadOnlyDictionary<string, YamlMappingNode> Services(string compose)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(compose));
        var services = (YamlMappingNode)stream.Documents[0].RootNode["services"];
        return services.Children.ToDictionary(child => child.Key.ToString(), child => (YamlMappingNode)child.Value, StringComparer.Ordinal);
    }

    public static string? Text(this YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var value) ? value.ToString() : null;

    public static IReadOnlyList<string> List(this YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var value) ? [.. ((YamlSequenceNode)value).Select(item => item.ToString())] : [];

    public static IReadOnlyDictionary<string, YamlScalarNode> Environment(this YamlMappingNode node) =>
        ((YamlMappingNode)node["environment"]).Children.ToDictionary(child => child.Key.ToString(), child => (YamlScalarNode)child.Value, StringComparer.Ordinal);
}
