using System.CommandLine;
using CloudApp.Operations.Access;
using CloudApp.Operations.SwitchingOver;

namespace CloudApp.Cli.Commands;

/// <summary><c>cloudapp switchover</c>: a planned move of the primary to the other site.</summary>
internal static class SwitchoverCommand
{
    public static Command Create()
    {
        var command = new Command("switchover", "Moves the database's primary to the other site; requests wait for a moment, none fails.");
        var options = new SystemOptions().AddTo(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            var system = await options.OpenAsync(parse, cancellationToken);
            using var pair = await SystemAccess.OpenAnsweringAgentsAsync(system, options.EnvFile(parse), TimeProvider.System, cancellationToken);
            await parse.InvocationConfiguration.Output.WriteLineAsync(await Switchover.RunAsync(pair, TimeProvider.System, cancellationToken));
        });
        return command;
    }
}
