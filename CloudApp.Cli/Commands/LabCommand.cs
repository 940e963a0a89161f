using System.CommandLine;
using CloudApp.Lab;

namespace CloudApp.Cli.Commands;

/// <summary><c>cloudapp lab …</c>: commands inside the lab's machines, and faults.</summary>
internal static class LabCommand
{
    private static readonly Option<FileInfo> Topology = Recursive(CommonOptions.Topology());
    private static readonly Option<string> Name = Recursive(LabOptions.Name());

    public static Command Create()
    {
        var command = new Command("lab", "Works on the lab's machines: run a command inside, power, freezing, cables, disks.");
        command.Options.Add(Topology);
        command.Options.Add(Name);
        command.Subcommands.Add(Boot());
        command.Subcommands.Add(Exec());
        command.Subcommands.Add(List());
        command.Subcommands.Add(LabFaultCommands.OnMachine("power-off", "Pulls the plug of a Docker host.", LabOptions.Machine("host1, host2 or monitor."),
            static (lab, host, cancellationToken) => lab.PowerOffAsync(host, cancellationToken), OpenAsync));
        command.Subcommands.Add(LabFaultCommands.OnMachine("power-on", "Switches a Docker host on, or wakes a frozen one; it comes back by itself.", LabOptions.Machine("host1, host2 or monitor."),
            static (lab, host, cancellationToken) => lab.PowerOnAsync(host, cancellationToken), OpenAsync));
        foreach (var fault in LabFaultCommands.Create(OpenAsync).Concat(LabDiskCommands.Create(OpenAsync)))
            command.Subcommands.Add(fault);
        return command;
    }

    private static Command Boot()
    {
        var command = new Command("boot", "Makes the network and boots every machine, without putting the bundles on them.");
        command.SetAction(async (parse, cancellationToken) => await (await OpenAsync(parse, cancellationToken)).UpAsync(cancellationToken));
        return command;
    }

    private static Command Exec()
    {
        var machine = LabOptions.Machine("host1, host2, monitor or client.");
        var words = new Argument<string[]>("CMD") { Description = "The command and its arguments, after --.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("exec", "Runs a command inside a machine; input, output and exit code pass through.");
        command.Arguments.Add(machine);
        command.Arguments.Add(words);
        command.SetAction(async (parse, cancellationToken) =>
            await (await OpenAsync(parse, cancellationToken)).ExecPassThroughAsync(parse.GetRequiredValue(machine), parse.GetRequiredValue(words)));
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Lists the machines, whether they are on, off or frozen, and how their cable is.");
        command.SetAction(async (parse, cancellationToken) =>
        {
            var lab = await OpenAsync(parse, cancellationToken);
            foreach (var machine in lab.Plan.Machines)
            {
                var power = machine.HasEngine ? lab.PowerState(machine) : "-";
                var link = await lab.LinkStateAsync(machine, cancellationToken);
                await parse.InvocationConfiguration.Output.WriteLineAsync($"{machine.Name,-8} {machine.Address,-15} power {power,-6}  link {link}");
            }
        });
        return command;
    }

    private static async Task<LabSystem> OpenAsync(ParseResult parse, CancellationToken cancellationToken) =>
        (await LabContext.OpenAsync(
            parse.GetRequiredValue(Topology).FullName, parse.GetRequiredValue(Name), TimeProvider.System, cancellationToken)).Lab;

    private static Option<T> Recursive<T>(Option<T> option)
    {
        option.Recursive = true;
        return option;
    }
}
