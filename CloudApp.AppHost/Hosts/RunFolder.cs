using CloudApp.Operations;
using CloudApp.Topology.Model;

namespace CloudApp.AppHost.Hosts;

/// <summary>Configuration files and secrets of what runs, with the user's other data: they must live as long as the engine's volumes.</summary>
internal static class RunFolder
{
    public static string Of(TopologyPlan plan) =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "cloudapp", plan.Name);

    /// <summary>The value from a bundle's <c>.env</c>. Publishing never asks: there the bundles' own step writes it.</summary>
    /// <exception cref="UserException">The file does not have it.</exception>
    public static string ReadSecret(string folder, string host, string name)
    {
        var path = Path.Combine(folder, host, ".env");
        if (!File.Exists(path))
            return "";
        var lines = File.ReadAllLines(path);
        return Array.FindLast(lines, line => line.StartsWith($"{name}=", StringComparison.Ordinal))?[(name.Length + 1)..]
            ?? throw new UserException($"{path} has no {name}: delete that folder's .env files and the engine's volumes, then start again.");
    }
}
