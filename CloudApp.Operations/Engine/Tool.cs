using System.Diagnostics;

namespace CloudApp.Operations.Engine;

/// <summary>Short forms for the many small programs (ip, bridge, nsenter) that make a lab.</summary>
public static class Tool
{
    private static readonly ProcessRunner Runner = new(TimeProvider.System);

    public static Task<ProcessResult> RunAsync(IReadOnlyList<string> argv, CancellationToken cancellationToken) =>
        Runner.RunAsync(new ProcessRequest(argv[0], [.. argv.Skip(1)]), cancellationToken);

    /// <summary>Runs a program that has to succeed and returns what it wrote to its standard output.</summary>
    /// <exception cref="UserException">It failed; the message names the command and its words.</exception>
    public static async Task<string> RequireAsync(IReadOnlyList<string> argv, CancellationToken cancellationToken) =>
        (await Runner.RunCheckedAsync(new ProcessRequest(argv[0], [.. argv.Skip(1)]), cancellationToken)).StandardOutput;

    /// <summary>Runs a program on our own terminal and returns its exit code; Ctrl-C is the program's to answer.</summary>
    public static async Task<int> PassThroughAsync(
        IReadOnlyList<string> argv, IReadOnlyDictionary<string, string?> environment)
    {
        ConsoleCancelEventHandler keepRunning = (_, args) => args.Cancel = true;
        Console.CancelKeyPress += keepRunning;
        try
        {
            var start = new ProcessStartInfo(argv[0], argv.Skip(1)) { UseShellExecute = false };
            foreach (var (name, value) in environment)
                start.Environment[name] = value;
            using var process = Process.Start(start) ?? throw new UserException($"'{argv[0]}' did not start.");
            await process.WaitForExitAsync(CancellationToken.None);
            return process.ExitCode;
        }
        finally
        {
            Console.CancelKeyPress -= keepRunning;
        }
    }

    /// <summary>Builds a project of the repository on our own terminal.</summary>
    /// <param name="what">Subject and verb of the sentence that is said when it fails.</param>
    /// <exception cref="UserException">It does not build.</exception>
    public static async Task BuildAsync(string project, string what, IReadOnlyDictionary<string, string?> environment)
    {
        if (await PassThroughAsync(["dotnet", "build", project, "-c", "Release", "--nologo", "-v", "quiet", "-nodeReuse:false"], environment) != 0)
            throw new UserException($"{what} not build; the compiler's words are above.");
    }

    /// <summary>The end of a text, for an error message that fits on a screen.</summary>
    public static string LastLines(string text, int count) =>
        string.Join('\n', text.TrimEnd().Split('\n').TakeLast(count));
}
