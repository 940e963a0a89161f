using CloudApp.Topology.Model;
using CloudApp.Topology.Reading;

namespace CloudApp.Operations.Publishing;

/// <summary>topology.json from the disk.</summary>
public static class TopologyLoader
{
    /// <summary>Reads and checks the plan.</summary>
    /// <exception cref="UserException">No such file, or it has mistakes: all of them are listed.</exception>
    public static async Task<TopologyPlan> LoadAsync(string path, CancellationToken cancellationToken)
    {
        string text;
        try
        {
            text = await File.ReadAllTextAsync(path, cancellationToken);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"{path} cannot be read ({problem.Message}). Name the plan with --topology FILE.", problem);
        }

        try
        {
            return TopologyReader.Read(text);
        }
        catch (TopologyException problem)
        {
            var count = problem.Mistakes.Count;
            throw new UserException(
                $"{path} has {count} {(count == 1 ? "mistake" : "mistakes")}; nothing was done.\n"
                + string.Join('\n', problem.Mistakes.Select(mistake => $"  {mistake}")), problem);
        }
    }
}
