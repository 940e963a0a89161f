using CloudApp.Topology.Model;
using CloudApp.Topology.Services;

namespace CloudApp.Topology.Reading;

/// <summary>From the text of topology.json to a plan, or to every mistake in it.</summary>
public static class TopologyReader
{
    /// <summary>Reads and checks a plan.</summary>
    /// <exception cref="TopologyException">The text is not a JSON object, or the plan has mistakes; the exception lists all of them.</exception>
    public static TopologyPlan Read(string json) => Read(json, ServiceCatalog.Standard);

    internal static TopologyPlan Read(string json, ServiceCatalog catalog)
    {
        var mistakes = new Mistakes(catalog);
        var file = TopologyParser.Parse(json, mistakes);
        if (file is null)
            throw new TopologyException(mistakes.All);

        var plan = new PlanBuilder(catalog, mistakes).Build(file);
        return mistakes.All.Count == 0 ? plan : throw new TopologyException(mistakes.All);
    }
}
