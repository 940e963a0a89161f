using System.CommandLine;
using CloudApp.Lab;

namespace CloudApp.Cli.Commands;

/// <summary><c>cloudapp down</c>: shuts the lab down; data stays unless asked.</summary>
internal static class DownCommand
{
    public static Command Create()
    {
        var topology = CommonOptions.Topology();
        var name = LabOptions.Name();
        var volumes = new Option<bool>("--volumes") { Description = "Delete the hosts' disks as well: data, images, secrets." };
        var command = new Command("down", "Stops both sites; their data stays unless --volumes is given.") { topology, name, volumes };
        command.SetAction(async (parse, cancellationToken) =>
        {
            var context = await LabContext.OpenAsync(
                parse.GetRequiredValue(topology).FullName, parse.GetRequiredValue(name), TimeProvider.System, cancellationToken);
            await context.Lab.DownAsync(parse.GetValue(volumes), cancellationToken);
            await parse.InvocationConfiguration.Output.WriteLineAsync(
                parse.GetValue(volumes) ? "Stopped; the disks are deleted." : "Stopped; the data is kept (./cloudapp up continues, --volumes deletes).");
        });
        return command;
    }
}
