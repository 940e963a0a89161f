using System.CommandLine;
using CloudApp.Development.Testing;
using CloudApp.Operations;
using CloudApp.Operations.Engine;

namespace CloudApp.Cli.Commands;

/// <summary><c>cloudapp test [filter]</c>: all layers but the drills, what they need included. Its last line is
/// <c>N passed, N failed, N skipped</c>.</summary>
internal static class TestCommand
{
    public static Command Create()
    {
        var filter = new Argument<string?>("filter") { Description = "Part of a test's class or method name.", Arity = ArgumentArity.ZeroOrOne };
        var layers = new Option<string[]>("--layer") { Description = "Only this layer: pure, component, lab, aspire, or drill (lost stores, restores, all machines off, two machines only, faults at random, a million simulated histories: about forty minutes, without a filter only on request).", HelpName = "LAYER" };
        layers.AcceptOnlyFromAmong([.. TestLayer.All.Select(layer => layer.Name)]);
        var command = new Command("test", "Runs the tests, pure, component, lab and aspire, and the long drills on request; installs what they need.") { filter, layers };
        command.SetAction((parse, cancellationToken) => RunAsync(
            parse.GetValue(filter), parse.GetValue(layers) ?? [], parse.InvocationConfiguration.Output, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        string? filter, string[] wanted, TextWriter output, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var run = new TestRun(ProjectRoot.Find(), output, time);
        var chosen = TestLayer.All.Where(layer => wanted.Length == 0 ? filter is not null || !layer.IsOnRequest : wanted.Contains(layer.Name, StringComparer.Ordinal)).ToList();
        if (chosen.Exists(static layer => !layer.IsPure))
            DiskSpace.Check(ProjectRoot.Find(), CloudAppDirectories.FromEnvironment(), TestLab.Name, chosen.Exists(static layer => layer.IsAspire));
        foreach (var project in chosen.Select(layer => layer.Project).Distinct(StringComparer.Ordinal))
            await run.BuildAsync(project);
        var results = TestResults.None;
        foreach (var layer in chosen)
        {
            if (AspireTests.AreLeftOut(layer, ProjectRoot.Find()))
            {
                await output.WriteLineAsync(AspireTests.WhyLeftOut);
                continue;
            }

            if (!layer.IsPure)
                await PrepareAsync(output, time, cancellationToken);
            results = results.Plus(layer.IsAspire
                ? await AspireTests.RunAsync(run, layer, filter, work => ProgressLines.RunAsync(output, time, work), time, cancellationToken)
                : await run.RunAsync(layer, filter));
        }

        return await SumUpAsync(results, filter, chosen.TrueForAll(layer => AspireTests.AreLeftOut(layer, ProjectRoot.Find())), output);
    }

    private static Task PrepareAsync(TextWriter output, TimeProvider time, CancellationToken cancellationToken) =>
        ProgressLines.RunAsync(output, time, async progress =>
        {
            await new EngineInstaller(CloudAppDirectories.FromEnvironment(), new ProcessRunner(time)).EnsureAsync(progress, cancellationToken);
            await TestPackages.EnsureAsync(progress, cancellationToken);
        });

    private static async Task<int> SumUpAsync(TestResults results, string? filter, bool isLeftOut, TextWriter output)
    {
        if (results.Total == 0 && !isLeftOut)
            throw new UserException(filter is null ? "There are no tests." : $"No test's name contains '{filter}'.");
        foreach (var failure in results.Failures)
            await output.WriteLineAsync($"FAILED  {failure}");
        foreach (var skip in results.Skips)
            await output.WriteLineAsync($"skipped {skip}");
        await output.WriteLineAsync(results.Summary);
        return results.Failures.Count == 0 ? 0 : 1;
    }
}
