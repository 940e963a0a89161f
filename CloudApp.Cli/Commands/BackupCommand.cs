using System.CommandLine;
using System.CommandLine.Parsing;
using CloudApp.Contracts.Backups;
using CloudApp.Contracts.Clients;
using CloudApp.Operations;
using CloudApp.Operations.Access;
using CloudApp.Operations.Backups;

namespace CloudApp.Cli.Commands;

/// <summary><c>cloudapp backup …</c>: makes, lists and checks backups.</summary>
internal static class BackupCommand
{
    public static Command Create() => new("backup", "Makes, lists and checks the backups of the hosts.") { Now(), List(), Verify(), RestoreCommand.Create() };

    private static Command Now()
    {
        var host = Host();
        var command = new Command("now", "Makes a backup, restores it into a scratch server and compares.") { host };
        var options = new SystemOptions().AddTo(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var pair = await OpenAsync(parse, options, cancellationToken);
            var output = parse.InvocationConfiguration.Output;
            foreach (var service in pair.Of(parse.GetValue(host)))
            {
                await output.WriteLineAsync($"{service.Site}: {(await service.StatusAsync(cancellationToken)).Directory}");
                await FinishAsync(service, await service.MakeAsync(cancellationToken), output, cancellationToken);
            }
        });
        return command;
    }

    private static Command List()
    {
        var host = Host();
        var command = new Command("list", "Lists the backups of both hosts and what their restores have shown.") { host };
        var options = new SystemOptions().AddTo(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var pair = await OpenAsync(parse, options, cancellationToken);
            var output = parse.InvocationConfiguration.Output;
            var silent = new List<string>();
            foreach (var service in pair.Of(parse.GetValue(host)))
            {
                try
                {
                    await WriteAsync(service, output, cancellationToken);
                }
                catch (ServiceException failure)
                {
                    // The other host's list is worth the more now.
                    silent.Add(failure.Message);
                }
            }
            if (silent.Count > 0)
                throw new UserException(string.Join(' ', silent));
        });
        return command;
    }

    private static Command Verify()
    {
        var backup = new Argument<string>("NAME") { Description = "A name out of 'backup list'." };
        var command = new Command("verify", "Restores a backup into a scratch server on its host and compares.") { backup };
        var options = new SystemOptions().AddTo(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var pair = await OpenAsync(parse, options, cancellationToken);
            var wanted = parse.GetRequiredValue(backup);
            var service = pair.OwnerOf(wanted);
            await FinishAsync(service, await service.VerifyAsync(wanted, cancellationToken), parse.InvocationConfiguration.Output, cancellationToken);
        });
        return command;
    }

    private static Option<string?> Host() => new("--host") { Description = "Only this host (default: both).", HelpName = "HOST" };

    private static async Task<BackupPair> OpenAsync(ParseResult parse, SystemOptions options, CancellationToken cancellationToken) =>
        await SystemAccess.OpenBackupsAsync(await options.OpenAsync(parse, cancellationToken), options.EnvFile(parse), cancellationToken);

    private static async Task FinishAsync(BackupClient service, BackupRun run, TextWriter output, CancellationToken cancellationToken)
    {
        await service.WaitAsync(run, output.WriteLine, TimeProvider.System, cancellationToken);
        var entry = (await service.ListAsync(cancellationToken)).FirstOrDefault(entry => string.Equals(entry.Name, run.Name, StringComparison.Ordinal))
            ?? throw new UserException($"{service.Site} has no {run.Name} any more, although it was made and restored: './cloudapp backup list' shows what there is.");
        await output.WriteLineAsync(BackupLines.Done(entry));
    }

    private static async Task WriteAsync(BackupClient service, TextWriter output, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        var status = await service.StatusAsync(cancellationToken);
        await output.WriteLineAsync($"{service.Site}: {status.Directory}; {BackupLines.Status(status, now)}");
        foreach (var entry in await service.ListAsync(cancellationToken))
            await output.WriteLineAsync($"  {BackupLines.Entry(entry, now)}");
    }
}
