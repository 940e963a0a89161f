using System.CommandLine;
using CloudApp.Operations;

namespace CloudApp.Cli.Commands;

/// <summary>Options that mean the same in every command.</summary>
internal static class CommonOptions
{
    /// <summary><c>--topology FILE</c>; without it <c>topology.json</c> at the root of the project.</summary>
    public static Option<FileInfo> Topology() => new("--topology")
    {
        Description = "The plan of sites and addresses (default: topology.json at the root of the project).",
        HelpName = "FILE",
        DefaultValueFactory = _ => new FileInfo(Path.Combine(ProjectRoot.Find(), "topology.json")),
    };
}
