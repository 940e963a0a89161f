using System.Text.Json;
using System.Text.Json.Nodes;

namespace CloudApp.Topology.Reading;

/// <summary>
/// Turns JSON into sections. A value of the wrong type is reported and taken out, then reading starts again,
/// because the serializer stops at the first one and the user should see them all.
/// </summary>
internal static class TopologyParser
{
    private static readonly JsonDocumentOptions Options = new()
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>Null when the text as a whole cannot be read.</summary>
    public static TopologyFile? Parse(string json, Mistakes mistakes)
    {
        JsonObject tree;
        try
        {
            if (JsonNode.Parse(json, documentOptions: Options) is not JsonObject found)
            {
                mistakes.Add("", "the file must hold one JSON object, { … }");
                return null;
            }
            tree = found;
        }
        catch (JsonException problem)
        {
            mistakes.Add("", $"the file is no valid JSON: {problem.Message}");
            return null;
        }

        // Each round takes one value out, so this ends.
        while (true)
        {
            try
            {
                return tree.Deserialize(TopologyFileContext.Default.TopologyFile) ?? new TopologyFile();
            }
            catch (JsonException problem)
            {
                var path = Segments(problem.Path);
                mistakes.Add(string.Join('.', path), "has a value of the wrong type; compare it with the default topology.json");
                if (!Remove(tree, path))
                    return null;
            }
        }
    }

    /// <summary>The serializer's <c>$.sites.host1.nic</c> or <c>$.sites['a.b'].nic</c> as names.</summary>
    private static List<string> Segments(string? path)
    {
        var segments = new List<string>();
        var rest = (path ?? "").TrimStart('$');
        while (rest.Length > 0)
        {
            var (open, close) = rest.StartsWith("['", StringComparison.Ordinal) ? ("['", "']") : (".", "");
            rest = rest[open.Length..];
            var end = close.Length > 0
                ? rest.IndexOf(close, StringComparison.Ordinal)
                : rest.IndexOfAny(['.', '[']);
            segments.Add(end < 0 ? rest : rest[..end]);
            rest = end < 0 ? "" : rest[(end + close.Length)..];
        }
        return segments;
    }

    private static bool Remove(JsonObject tree, List<string> path)
    {
        var parent = tree;
        foreach (var name in path.SkipLast(1))
        {
            if (parent[name] is not JsonObject child)
                return parent.Remove(name);
            parent = child;
        }
        return path.Count > 0 && parent.Remove(path[^1]);
    }
}
