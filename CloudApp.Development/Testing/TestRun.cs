using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using CloudApp.Operations;
using CloudApp.Operations.Engine;

namespace CloudApp.Development.Testing;

/// <summary>Builds the test programs and runs one per layer.</summary>
public sealed class TestRun(string projectRoot, TextWriter output, TimeProvider time)
{
    private const int LongRunningSeconds = 60;

    /// <summary>Named after a layer, so that it is seen what a run is spent on.</summary>
    private const double SlowSeconds = 10;

    /// <summary>Builds a test program.</summary>
    /// <exception cref="UserException">It does not build.</exception>
    public Task BuildAsync(string project) =>
        Tool.BuildAsync(Path.Combine(projectRoot, project), "The tests do", Variables(TestPlace.Here.Variables));

    /// <summary>Runs one layer; its own words go to the terminal, its results come from its report.</summary>
    /// <param name="filter">Part of a class's or method's name, or null for all.</param>
    /// <param name="elsewhere">Null: here.</param>
    public async Task<TestResults> RunAsync(TestLayer layer, string? filter, TestPlace? elsewhere = null)
    {
        var place = elsewhere ?? TestPlace.Here;
        await output.WriteLineAsync($"== {layer.Name}: {layer.Description}");
        var report = Path.Combine(Path.GetTempPath(), $"cloudapp-tests-{Environment.ProcessId}-{layer.Name}.xml");
        var start = time.GetTimestamp();
        try
        {
            var code = await Tool.PassThroughAsync(
                [
                    .. place.Prefix, "dotnet", ProgramOf(layer), "-noLogo", "-noColor", "-longRunning", LongRunningSeconds.ToString(CultureInfo.InvariantCulture),
                    .. layer.Selection, .. filter is null ? Array.Empty<string>() : ["-method", $"*{filter}*"], "-xml", report,
                ],
                Variables(place.Variables));
            var results = Read(report, layer, code);
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"== {layer.Name}: {results.Summary} in {time.GetElapsedTime(start).TotalSeconds:0} s"));
            foreach (var (seconds, name) in results.Slowest.Where(static test => test.Seconds >= SlowSeconds))
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"   {seconds,5:0} s  {name}"));
            return results;
        }
        finally
        {
            File.Delete(report);
        }
    }

    private string ProgramOf(TestLayer layer) => Path.Combine(projectRoot, layer.Project, "bin/Release/net10.0", layer.Project + ".dll");

    private static TestResults Read(string report, TestLayer layer, int exitCode)
    {
        try
        {
            var results = TestResults.Read(XDocument.Load(report));
            // A code without a failure to it: the program itself broke after its tests.
            return exitCode != 0 && results.Failures.Count == 0 && results.Total > 0
                ? results with { Failures = [$"{layer.Name}: the test program ended with code {exitCode}"] }
                : results;
        }
        catch (Exception error) when (error is IOException or XmlException)
        {
            return TestResults.None with { Failures = [$"{layer.Name}: the test program ended with code {exitCode} and left no report"] };
        }
    }

    private Dictionary<string, string?> Variables(IReadOnlyDictionary<string, string?> further) => new(further, StringComparer.Ordinal)
    {
        ["CLOUDAPP_ROOT"] = projectRoot,
        ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
    };
}
