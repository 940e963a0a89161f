using System.CommandLine;
using CloudApp.Operations;
using CloudApp.Operations.Access;
using CloudApp.Operations.Agents;
using CloudApp.Operations.SwitchingOver;

namespace CloudApp.Cli.Commands;

/// <summary><c>cloudapp failover --force</c>: makes a site primary that cannot prove that it has every acknowledged
/// write; <c>--new-record</c>: starts a new record when etcd's was lost. The only command that can lose data, so it wants
/// the name of a host.</summary>
internal static class FailoverCommand
{
    public static Command Create()
    {
        var force = new Option<bool>("--force") { Description = "Without it nothing is done: failover needs no command, switchover is the planned move." };
        var lose = new Option<string?>("--lose") { Description = "The host whose unreplicated writes are given up.", HelpName = "HOST" };
        var newRecord = new Option<bool>("--new-record") { Description = "Says what each server has; with --primary starts a new record after etcd's data was lost or put back." };
        var primary = new Option<string?>("--primary") { Description = "For --new-record: the host whose data counts.", HelpName = "HOST" };
        var yes = new Option<bool>("--yes") { Description = "Do not ask; needs --lose or --primary." };
        var command = new Command("failover", "With --force: makes one site primary although writes that only the other has may be lost.")
        {
            force, lose, newRecord, primary, yes,
        };
        var options = new SystemOptions().AddTo(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            var isNew = parse.GetValue(newRecord);
            if (isNew == parse.GetValue(force))
                throw new UserException("The database fails over by itself. For a planned move use './cloudapp switchover'; './cloudapp failover --force' gives up what only one host has, and './cloudapp failover --new-record' is for an etcd that lost its data. One of them, not both.");
            if (parse.GetValue(yes) && (isNew ? parse.GetValue(primary) : parse.GetValue(lose)) is null)
                throw new UserException(isNew ? "--yes needs --primary HOST: nobody is asked, so say whose data counts." : "--yes needs --lose HOST: nobody is asked, so say which host to lose.");
            var output = parse.InvocationConfiguration.Output;
            var system = await options.OpenAsync(parse, cancellationToken);
            using var pair = await SystemAccess.OpenAnsweringAgentsAsync(system, options.EnvFile(parse), TimeProvider.System, cancellationToken);
            await output.WriteLineAsync($"This is about {system.Name}.");
            if (isNew)
                await StartAsync(pair, parse.GetValue(primary), parse.GetValue(yes), output, cancellationToken);
            else
                await ForceAsync(pair, parse.GetValue(lose), parse.GetValue(yes), output, cancellationToken);
        });
        return command;
    }

    private static async Task ForceAsync(AgentPair pair, string? lost, bool isSure, TextWriter output, CancellationToken cancellationToken)
    {
        await DescribeLossAsync(pair, lost, output, cancellationToken);
        if (!isSure)
            lost = await AskAsync(pair, lost, "host to lose", output, Console.In, cancellationToken);
        await output.WriteLineAsync(await ForcedFailover.RunAsync(pair, lost!, TimeProvider.System, cancellationToken));
    }

    /// <summary>Without a name it only says what there is.</summary>
    private static async Task StartAsync(AgentPair pair, string? primary, bool isSure, TextWriter output, CancellationToken cancellationToken)
    {
        foreach (var line in await NewRecord.DescribeAsync(pair, cancellationToken))
            await output.WriteLineAsync(line);
        if (primary is null)
        {
            await output.WriteLineAsync("Nothing was done. Name the server that has everything with --primary: the primary of the newest record, or the one in sync with it.");
            return;
        }

        await output.WriteLineAsync($"Writes that were acknowledged and are not on {primary} will be missing from the database; they are kept aside on the other host.");
        if (!isSure)
            primary = await AskAsync(pair, primary, "host whose data counts", output, Console.In, cancellationToken);
        await output.WriteLineAsync(await NewRecord.RunAsync(pair, primary, TimeProvider.System, cancellationToken));
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
        AgentPair pair, string? named, string what, TextWriter output, TextReader input, CancellationToken cancellationToken)
    {
        await output.WriteAsync($"Type the name of the {what} ({string.Join(" or ", pair.Agents.Select(agent => agent.Site))}): ");
        var typed = (await input.ReadLineAsync(cancellationToken))?.Trim() ?? "";
        if (typed.Length == 0 || (named is not null && !string.Equals(typed, named, StringComparison.Ordinal)))
            throw new UserException("Nothing was done: the name was not given.");
        return typed;
    }

    private static string Short(string gtid) => gtid.Length == 0 ? "nothing" : gtid.Replace("\n", "", StringComparison.Ordinal);
}
