using System.CommandLine;
using CloudApp.Contracts.Backups;
using CloudApp.Operations;
using CloudApp.Operations.Access;
using CloudApp.Operations.Restoring;

namespace CloudApp.Cli.Commands;

/// <summary><c>cloudapp backup restore</c>: takes the whole pair back to a backup, or to a moment after it.</summary>
internal static class RestoreCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("backup") { Description = "A name that './cloudapp backup list' shows." };
        var until = new Option<string?>("--until")
        {
            Description = "Goes on after the backup, up to just before this time (2026-11-24 10:15:03 in the plan's zone, or with an offset as in 2026-11-24T10:15:03Z) or transaction (uuid:number), or to the 'latest' that is kept.",
            HelpName = "TIME|GTID|latest",
        };
        var fromTarget = new Option<bool>("--from-target") { Description = "Takes everything, pictures as well, from the target outside the two hosts." };
        var identity = new Option<FileInfo?>("--identity") { Description = "The age identity that opens what lies on the target; pictures that the store lacks are brought back from there.", HelpName = "FILE" };
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        var command = new Command("restore", "Closes the pair, takes its data back to a backup or to a moment after it, and opens it again.")
        {
            name, until, fromTarget, identity, yes,
        };
        var options = new SystemOptions().AddTo(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            if (parse.GetValue(fromTarget) && parse.GetValue(identity) is null)
                throw new UserException("--from-target needs --identity FILE: what lies on the target is encrypted, and its key is not on the hosts.");
            var output = parse.InvocationConfiguration.Output;
            var system = await options.OpenAsync(parse, cancellationToken);
            using var pair = await SystemAccess.OpenAnsweringAgentsAsync(system, options.EnvFile(parse), TimeProvider.System, cancellationToken);
            using var services = await SystemAccess.OpenBackupsAsync(system, options.EnvFile(parse), cancellationToken);
            var key = parse.GetValue(identity) is { } keyFile ? await File.ReadAllTextAsync(keyFile.FullName, cancellationToken) : null;
            var request = new RestoreRequest(parse.GetRequiredValue(name), parse.GetValue(until), parse.GetValue(fromTarget), key);
            var run = new RestoreRun(pair, services, TimeProvider.System, output.WriteLine);
            var host = await run.ShowAsync(request, cancellationToken);
            if (!parse.GetValue(yes))
                await AskAsync(system.Plan.Name, output, Console.In, cancellationToken);
            await run.RestoreAsync(host, request, cancellationToken);
        });
        return command;
    }

    private static async Task AskAsync(string name, TextWriter output, TextReader input, CancellationToken cancellationToken)
    {
        await output.WriteAsync($"Type the pair's name ({name}) to go on: ");
        if (!string.Equals((await input.ReadLineAsync(cancellationToken))?.Trim(), name, StringComparison.Ordinal))
            throw new UserException("Nothing was done: the name was not given.");
    }
}
