using System.CommandLine;
using CloudApp.Operations.Publishing;

namespace CloudApp.Cli.Commands;

/// <summary>Options of the commands that speak to the database agents.</summary>
internal static class AgentOptions
{
    public static Option<FileInfo?> EnvFile() => new("--env")
    {
        Description = "A bundle's .env, for AGENT_TOKEN (default: the lab's when it is up, else compose/HOST/.env).",
        HelpName = "FILE",
    };
}
