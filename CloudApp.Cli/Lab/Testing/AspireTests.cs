namespace CloudApp.Cli.Lab.Testing;

/// <summary>
/// The AppHost's tests need packages that not every source has. Their build asks the source once and leaves its answer in the
/// AppHost's obj/ (Aspire.targets); after a no the test program is empty.
/// </summary>
internal static class AspireTests
{
    public const string Project = "CloudApp.AppHost.Tests";

    public const string WhyLeftOut =
        "== aspire: left out, because Aspire's packages do not restore from this machine's package source";

    private const string AnswerFolder = "CloudApp.AppHost/obj";
    private const string AnswerNo = "aspire-*.no";

    /// <summary>True after a build that found no Aspire.</summary>
    public static bool AreLeftOut(TestLayer layer, string projectRoot) =>
        string.Equals(layer.Project, Project, StringComparison.Ordinal)
        && Directory.EnumerateFiles(Path.Combine(projectRoot, AnswerFolder), AnswerNo).Any();
}
