using CloudApp.Topology.Model;

namespace CloudApp.Topology.Reading;

/// <summary>From the text of topology.json to a plan, or to every mistake in it.</summary>
public static class TopologyReader
{
    /// <summary>Reads and checks a plan.</summary>
    /// <exception cref="TopologyException">The text is no JSON object or the plan has mistakes; it lists all of them.</exception>
    public static TopologyPlan Read(string json)
    {
        var mistakes = new Mistakes();
        var file = TopologyParser.Parse(json, mistakes);
        if (file is null)
            throw new TopologyException(mistakes.All);

        var plan = PlanBuilder.Build(file, mistakes);
        return mistakes.All.Count == 0 ? plan : throw new TopologyException(mistakes.All);
    }
}
