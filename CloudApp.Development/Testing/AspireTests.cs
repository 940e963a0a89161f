using CloudApp.Operations.Engine;

namespace CloudApp.Development.Testing;

/// <summary>
/// The AppHost's tests need packages that not every source has. Their build asks the source once and leaves its answer in the
/// AppHost's obj/ (Aspire.targets); after a no the test program is empty.
/// </summary>
public static class AspireTests
{
    public const string Project = "CloudApp.AppHost.Tests";

    public const string WhyLeftOut =
        "== aspire: left out, because Aspire's packages do not restore from this machine's package source";

    private const string AnswerFolder = "CloudApp.AppHost/obj";
    private const string AnswerNo = "aspire-*.no";

    /// <summary>True after a build that found no Aspire.</summary>
    public static bool AreLeftOut(TestLayer layer, string projectRoot) =>
        layer.IsAspire && PackagesAreMissing(projectRoot);

    /// <summary>The same, asked without a layer.</summary>
    public static bool PackagesAreMissing(string projectRoot) =>
        Directory.EnumerateFiles(Path.Combine(projectRoot, AnswerFolder), AnswerNo).Any();

    /// <summary>Runs them on a container engine that is stopped afterwards if it was ours.</summary>
    /// <param name="showProgress">Runs what it is given and shows what that reports.</param>
    public static async Task<TestResults> RunAsync(
        TestRun run, TestLayer layer, string? filter, Func<Func<IProgress<string>, Task>, Task> showProgress, TimeProvider time, CancellationToken cancellationToken)
    {
        var engine = new AspireEngine(CloudAppDirectories.FromEnvironment(), new ProcessRunner(time), time);
        var place = TestPlace.Here;
        try
        {
            await showProgress(async progress => place = await engine.StartAsync(progress, cancellationToken));
            return await run.RunAsync(layer, filter, place);
        }
        finally
        {
            await engine.StopAsync(CancellationToken.None);
        }
    }
}
