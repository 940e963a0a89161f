using System.CommandLine;
using System.CommandLine.Help;
using CloudApp.Cli.Commands;
using CloudApp.Contracts.Clients;
using CloudApp.Operations;

namespace CloudApp.Cli;

/// <summary>The <c>cloudapp</c> command: each subcommand is one class in <c>Commands/</c> with a <c>Create()</c>.</summary>
public static class Program
{
    private const int ExitOfFailure = 1;
    private const int ExitOfCancellation = 130;

    public static Task<int> Main(string[] args) => RunAsync(args, Console.Out, Console.Error);

    /// <summary>Runs one command line. A user's mistake becomes one sentence on <paramref name="error"/>, never a stack trace.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        try
        {
            return await CreateRoot().Parse(args).InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                Output = output,
                Error = error,
            });
        }
        catch (Exception mistake) when (mistake is UserException or ServiceException)
        {
            await error.WriteLineAsync($"cloudapp: {mistake.Message}");
            return ExitOfFailure;
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("cloudapp: stopped before it was done.");
            return ExitOfCancellation;
        }
    }

    public static Command CreateRoot()
    {
        // A plain command, because RootCommand shows the name of the executable file.
        var root = new Command("cloudapp", "Runs a web application on two hosts behind one address.")
        {
            new HelpOption(),
            new VersionOption(),
        };
        foreach (var command in Subcommands())
            root.Subcommands.Add(command);
        return root;
    }

    private static IEnumerable<Command> Subcommands() =>
    [
        UpCommand.Create(),
        DownCommand.Create(),
        PublishCommand.Create(),
        StatusCommand.Create(),
        LabCommand.Create(),
        SwitchoverCommand.Create(),
        FailoverCommand.Create(),
        BackupCommand.Create(),
        TestCommand.Create(),
        BenchCommand.Create(),
    ];
}
