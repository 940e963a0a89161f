using System.CommandLine;
using CloudApp.Operations;
using CloudApp.Operations.Access;
using CloudApp.Operations.Agents;
using CloudApp.Operations.SwitchingOver;

namespace CloudApp.Cli.Commands;

/// <summary><c>cloudapp failover --force</c>: makes a site primary that cannot prove that it has every acknowledged
/// write. The only command that can lose data, so it wants the name of the host to lose.</summary>
internal static class FailoverCommand
{
    public static Command Create()
    {
        var force = new Option<bool>("--force") { Description = "Without it nothing is done: failover needs no command, switchover is the planned move." };
        var lose = new Option<string?>("--lose") { Description = "The host whose unreplicated writes are given up.", HelpName = "HOST" };
        var yes = new Option<bool>("--yes") { Description = "Do not ask; needs --lose." };
        var command = new Command("failover", "With --force: makes one site primary although writes that only the other has may be lost.")
        {
            force, lose, yes,
        };
        var options = new SystemOptions().AddTo(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            if (!parse.GetValue(force))
                throw new UserException("The database fails over by itself. For a planned move use './cloudapp switchover'; './cloudapp failover --force' gives up what only one host has.");
            if (parse.GetValue(yes) && parse.GetValue(lose) is null)
                throw new UserException("--yes needs --lose HOST: nobody is asked, so say which host to lose.");
            var output = parse.InvocationConfiguration.Output;
            var system = await options.OpenAsync(parse, cancellationToken);
            using var pair = await SystemAccess.OpenAnsweringAgentsAsync(system, options.EnvFile(parse), TimeProvider.System, cancellationToken);
            await output.WriteLineAsync($"This is about {system.Name}.");
            var lost = parse.GetValue(lose);
            await DescribeLossAsync(pair, lost, output, cancellationToken);
            if (!parse.GetValue(yes))
                lost = await AskAsync(pair, lost, output, Console.In, cancellationToken);
            await output.WriteLineAsync(await ForcedFailover.RunAsync(pair, lost!, TimeProvider.System, cancellationToken));
        });
        return command;
    }

    /// <summary>Says what is known before anything is given up.</summary>
    private static async Task DescribeLossAsync(AgentPair pair, string? lose, TextWriter output, CancellationToken cancellationToken)
    {
        var statuses = await pair.LookAsync(cancellationToken);
        foreach (var (status, agent) in statuses.Zip(pair.Agents))
            await output.WriteLineAsync(status is null ? $"{agent.Site}: no answer" : $"{status}, executed {Short(status.Server.GtidExecuted)}");
        await output.WriteLineAsync(lose is null
            ? "Writes that were acknowledged and are only on the lost host will be missing."
            : $"Writes that were acknowledged and are only on {lose} will be missing.");
    }

    private static async Task<string> AskAsync(
        AgentPair pair, string? lose, TextWriter output, TextReader input, CancellationToken cancellationToken)
    {
        await output.WriteAsync($"Type the name of the host to lose ({string.Join(" or ", pair.Agents.Select(agent => agent.Site))}): ");
        var typed = (await input.ReadLineAsync(cancellationToken))?.Trim() ?? "";
        if (typed.Length == 0 || (lose is not null && !string.Equals(typed, lose, StringComparison.Ordinal)))
            throw new UserException("Nothing was done: the name was not given.");
        return typed;
    }

    private static string Short(string gtid) => gtid.Length == 0 ? "nothing" : gtid.Replace("\n", "", StringComparison.Ordinal);
}
