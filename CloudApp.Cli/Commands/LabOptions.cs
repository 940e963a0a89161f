using System.CommandLine;
using CloudApp.Lab;

namespace CloudApp.Cli.Commands;

/// <summary>Options and arguments that every command about the lab shares.</summary>
internal static class LabOptions
{
    /// <summary><c>--lab NAME</c>; two labs of different names live side by side.</summary>
    public static Option<string> Name() => new("--lab")
    {
        Description = "Which lab; labs of different names live side by side (default: lab).",
        HelpName = "NAME",
        DefaultValueFactory = _ => LabPlans.DefaultName,
    };

    public static Argument<string> Machine(string description) => new("HOST") { Description = description };
}
