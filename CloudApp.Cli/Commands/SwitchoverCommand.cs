using System.CommandLine;
using CloudApp.Lab;
using CloudApp.Operations.SwitchingOver;

namespace CloudApp.Cli.Commands;

/// <summary><c>cloudapp switchover</c>: a planned move of the primary to the other site.</summary>
internal static class SwitchoverCommand
{
    public static Command Create()
    {
        var topology = CommonOptions.Topology();
        var name = LabOptions.Name();
        var env = AgentOptions.EnvFile();
        var command = new Command("switchover", "Moves the database's primary to the other site; requests wait for a moment, none fails.")
        {
            topology, name, env,
        };
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var pair = await AgentAccess.OpenAsync(
                parse.GetRequiredValue(topology).FullName, parse.GetRequiredValue(name), parse.GetValue(env)?.FullName, TimeProvider.System, cancellationToken);
            await parse.InvocationConfiguration.Output.WriteLineAsync(await Switchover.RunAsync(pair, TimeProvider.System, cancellationToken));
        });
        return command;
    }
}
