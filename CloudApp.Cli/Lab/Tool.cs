using System.Diagnostics;
using System.Globalization;

namespace CloudApp.Cli.Lab;

/// <summary>What a program said. Output and Error are whole; the programs run here say little.</summary>
public sealed record ToolResult(int ExitCode, string Output, string Error)
{
    public bool Succeeded => ExitCode == 0;
}

/// <summary>Runs one program to its end.</summary>
public static class Tool
{
    private static readonly Dictionary<string, string> NoVariables = [];

    public static async Task<ToolResult> RunAsync(
        IReadOnlyList<string> argv,
        CancellationToken cancellation,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        using var process = Start(argv, environment, redirect: true);
        process.StandardInput.Close();
        // Reading is not cancelled on purpose: killing the program closes the pipes.
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new ToolResult(process.ExitCode, await output, await error);
    }

    /// <summary>Runs a program that has to succeed and returns what it wrote to its standard output.</summary>
    /// <exception cref="LabException">It failed; the message names the command and its words.</exception>
    public static async Task<string> RequireAsync(
        IReadOnlyList<string> argv,
        CancellationToken cancellation,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var result = await RunAsync(argv, cancellation, environment);
        return result.Succeeded
            ? result.Output
            : throw new LabException(string.Create(
                CultureInfo.InvariantCulture,
                $"'{string.Join(' ', argv)}' failed with exit code {result.ExitCode}: {LastLines(result.Error + result.Output, 6)}"));
    }

    /// <summary>Runs a program on our own terminal and returns its exit code; Ctrl-C is the program's to answer.</summary>
    public static async Task<int> PassThroughAsync(
        IReadOnlyList<string> argv,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        ConsoleCancelEventHandler keepRunning = (_, args) => args.Cancel = true;
        Console.CancelKeyPress += keepRunning;
        try
        {
            using var process = Start(argv, environment, redirect: false);
            await process.WaitForExitAsync(CancellationToken.None);
            return process.ExitCode;
        }
        finally
        {
            Console.CancelKeyPress -= keepRunning;
        }
    }

    /// <summary>The end of a text, for an error message that fits on a screen.</summary>
    public static string LastLines(string text, int count) =>
        string.Join('\n', text.TrimEnd().Split('\n').TakeLast(count));

    private static Process Start(
        IReadOnlyList<string> argv, IReadOnlyDictionary<string, string>? environment, bool redirect)
    {
        var start = new ProcessStartInfo(argv[0])
        {
            RedirectStandardInput = redirect,
            RedirectStandardOutput = redirect,
            RedirectStandardError = redirect,
        };
        foreach (var argument in argv.Skip(1))
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? NoVariables)
            start.Environment[name] = value;
        try
        {
            return Process.Start(start) ?? throw new LabException($"'{argv[0]}' did not start.");
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new LabException($"'{argv[0]}' cannot be run: {error.Message}. Is it installed?", error);
        }
    }
}
