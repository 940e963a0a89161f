using System.Text.Json.Nodes;
using CloudApp.Operations;
using CloudApp.Topology.Model;
using CloudApp.Topology.Reading;

namespace CloudApp.Tests.Topology;

/// <summary>Plans for tests: the committed topology.json, and variations of it.</summary>
internal static class Plans
{
    public static string DefaultFile => Path.Combine(ProjectRoot.Find(), "topology.json");

    public static string DefaultJson => File.ReadAllText(DefaultFile);

    public static TopologyPlan Default => TopologyReader.Read(DefaultJson);

    /// <summary>The default file with values put at paths such as <c>sites.host2.lb</c>; <c>null</c> takes the key out.</summary>
    public static string With(params (string Path, JsonNode? Value)[] changes)
    {
        var root = JsonNode.Parse(DefaultJson)!.AsObject();
        foreach (var (path, value) in changes)
        {
            var names = path.Split('.');
            var parent = root;
            foreach (var name in names[..^1])
                parent = parent[name]!.AsObject();
            if (value is null)
                parent.Remove(names[^1]);
            else
                parent[names[^1]] = value.DeepClone();
        }
        return root.ToJsonString();
    }

    /// <summary>What the reader finds wrong, one text per mistake; empty for a valid plan.</summary>
    public static IReadOnlyList<string> MistakesIn(string json)
    {
        try
        {
            TopologyReader.Read(json);
            return [];
        }
        catch (TopologyException problem)
        {
            return [.. problem.Mistakes.Select(mistake => mistake.ToString())];
        }
    }
}
