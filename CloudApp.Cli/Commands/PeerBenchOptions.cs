using System.CommandLine;
using CloudApp.Development.Benchmarks;
using CloudApp.Lab;
using CloudApp.Operations;
using CloudApp.Operations.Images;

namespace CloudApp.Cli.Commands;

/// <summary><c>cloudapp bench</c> without a further word: the application beside its peer.</summary>
internal static class PeerBenchOptions
{
    private const string OwnLab = "bench";
    private const int RoundsMax = 100;
    private const int DefaultRounds = 3;
    private const int SecondsMax = 60;
    private const int DefaultSeconds = 5;

    /// <summary>Gives the command its options and its action.</summary>
    public static Command With(Command command)
    {
        var rounds = new Option<int>("--rounds") { Description = "How often each side is measured, in turns; medians are printed.", DefaultValueFactory = _ => DefaultRounds };
        var seconds = new Option<int>("--seconds") { Description = "How long each measurement lasts.", DefaultValueFactory = _ => DefaultSeconds };
        var only = new Option<string?>("--only") { Description = "Part of a request's name, such as latest or upload.", HelpName = "NAME" };
        var lab = new Option<string>("--lab") { Description = "Measure in this lab and leave it running; without it a lab of its own is made and removed.", HelpName = "NAME" };
        var topology = CommonOptions.Topology();
        foreach (var option in (Option[])[rounds, seconds, only, lab, topology])
            command.Options.Add(option);
        command.SetAction((parse, cancellationToken) => RunAsync(
            parse.GetRequiredValue(topology).FullName,
            parse.GetValue(lab),
            new BenchPlan(parse.GetValue(rounds), parse.GetValue(seconds), parse.GetValue(only)),
            parse.InvocationConfiguration.Output,
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string topologyFile, string? labName, BenchPlan plan, TextWriter output, CancellationToken cancellationToken)
    {
        if (plan.Rounds is < 1 or > RoundsMax)
            throw new UserException($"--rounds {plan.Rounds} is none: use 1 to {RoundsMax}.");
        if (plan.Seconds is < 1 or > SecondsMax)
            throw new UserException($"--seconds {plan.Seconds} is none: use 1 to {SecondsMax}.");
        var time = TimeProvider.System;
        var root = ProjectRoot.Find();
        var context = await LabContext.OpenAsync(topologyFile, labName ?? OwnLab, time, cancellationToken);
        var bench = new PeerBench(context, root, output);
        try
        {
            string? program = null;
            await ProgressLines.RunAsync(output, time, async progress =>
            {
                await new SystemUp(context, new ImageSource(root, context.Topology.Images.Reference, time), time).RunAsync(port: null, progress, cancellationToken);
                program = await bench.PrepareAsync(progress, cancellationToken);
            });
            await bench.RunAsync(program!, plan, cancellationToken);
            return 0;
        }
        finally
        {
            if (labName is null)
                await context.Lab.DownAsync(deleteDisks: true, CancellationToken.None);
        }
    }
}
