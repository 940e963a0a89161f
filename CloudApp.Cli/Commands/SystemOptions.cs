using System.CommandLine;
using System.CommandLine.Parsing;
using CloudApp.Lab;
using CloudApp.Operations;
using CloudApp.Operations.Engine;
using CloudApp.Operations.Machines;
using CloudApp.Operations.Publishing;

namespace CloudApp.Cli.Commands;

/// <summary>The options that name the system which a command speaks of: a lab is named or it is not meant.</summary>
internal sealed class SystemOptions
{
    private readonly Option<FileInfo> _topology = CommonOptions.Topology();

    private readonly Option<string?> _lab = new("--lab")
    {
        Description = "The lab of this name on this machine. Without it the real machines of the plan are meant.",
        HelpName = "NAME",
    };

    private readonly Option<FileInfo?> _env = new("--env")
    {
        Description = "A bundle's .env, for AGENT_TOKEN (default: that of the lab, or compose/HOST/.env).",
        HelpName = "FILE",
    };

    /// <summary>Gives a command the options.</summary>
    /// <param name="withSecrets">Whether it needs a token.</param>
    public SystemOptions AddTo(Command command, bool withSecrets = true)
    {
        command.Options.Add(_topology);
        command.Options.Add(_lab);
        if (withSecrets)
            command.Options.Add(_env);
        return this;
    }

    public string? EnvFile(ParseResult parse) => parse.GetValue(_env)?.FullName;

    /// <summary>The system that was named; nothing is asked yet.</summary>
    /// <exception cref="UserException">The plan has mistakes, or a lab was named and we are not root.</exception>
    public async Task<OperatedSystem> OpenAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var file = parse.GetRequiredValue(_topology).FullName;
        if (parse.GetValue(_lab) is { } lab)
            return (await LabContext.OpenAsync(file, lab, TimeProvider.System, cancellationToken)).System;
        var folder = Path.Combine(ProjectRoot.Find(), "compose");
        return new OperatedSystem(
            await TopologyLoader.LoadAsync(file, cancellationToken), $"the plan {file}", folder, new LocalMachine(folder, new ProcessRunner(TimeProvider.System)), [])
        {
            Hint = LabRegistry.Hint(),
        };
    }
}
