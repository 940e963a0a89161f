using System.CommandLine;
using System.Globalization;
using CloudApp.Development.Testing;
using CloudApp.Operations;
using CloudApp.Operations.Engine;

namespace CloudApp.Cli.Commands;

/// <summary><c>cloudapp bench</c> and <c>cloudapp bench failover</c>: measure again what the documents say.</summary>
internal static class BenchCommand
{
    private const int RoundsMax = 100;
    private const int DefaultRounds = 5;

    // The tests read these two.
    private const string RoundsVariable = "CLOUDAPP_BENCH_ROUNDS";
    private const string FileVariable = "CLOUDAPP_BENCH_FILE";

    public static Command Create() => PeerBenchOptions.With(
        new("bench", "Measures the application beside a peer in Node.js, on the same database and store.") { Failover() });

    private static Command Failover()
    {
        var rounds = new Option<int>("--rounds") { Description = "How often each failure is made; medians are printed.", DefaultValueFactory = _ => DefaultRounds };
        var only = new Option<string?>("--only") { Description = "Part of a test's name instead of the four usual failures; see docs/failures.md.", HelpName = "NAME" };
        var command = new Command("failover", "Makes failures in a lab while clients work, and prints how long they waited.") { rounds, only };
        command.SetAction((parse, cancellationToken) =>
            RunAsync(parse.GetValue(rounds), parse.GetValue(only), parse.InvocationConfiguration.Output, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(int rounds, string? only, TextWriter output, CancellationToken cancellationToken)
    {
        if (rounds is < 1 or > RoundsMax)
            throw new UserException($"--rounds {rounds} is none: use 1 to {RoundsMax}.");
        var time = TimeProvider.System;
        var run = new TestRun(ProjectRoot.Find(), output, time);
        await run.BuildAsync(TestLayer.MainProject);
        await ProgressLines.RunAsync(output, time, async progress =>
        {
            await new EngineInstaller(CloudAppDirectories.FromEnvironment(), new ProcessRunner(time)).EnsureAsync(progress, cancellationToken);
            await TestPackages.EnsureAsync(progress, cancellationToken);
        });
        var file = Path.Combine(Path.GetTempPath(), $"cloudapp-bench-{Environment.ProcessId}.txt");
        Environment.SetEnvironmentVariable(RoundsVariable, rounds.ToString(CultureInfo.InvariantCulture));
        Environment.SetEnvironmentVariable(FileVariable, file);
        try
        {
            var layer = only is null
                ? new TestLayer("failover", "the failures whose figures are promised", ["-trait", "Figure=failover"])
                : new TestLayer("failover", $"failures named {only}", ["-trait", "Layer=lab"]);
            var results = await run.RunAsync(layer, only);
            if (results.Total == 0)
                throw new UserException($"No failure's test has '{only}' in its name.");
            await output.WriteLineAsync($"Medians of {rounds}:");
            if (File.Exists(file))
                await output.WriteAsync(await File.ReadAllTextAsync(file, cancellationToken));
            foreach (var failure in results.Failures)
                await output.WriteLineAsync($"FAILED  {failure}");
            return results.Failures.Count == 0 ? 0 : 1;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
