using System.Globalization;
using System.Xml.Linq;

namespace CloudApp.Development.Testing;

/// <summary>What a run of tests gave.</summary>
/// <param name="Failures">One entry per failed test or per error outside of a test (a fixture that broke).</param>
/// <param name="Skips">Name and reason.</param>
public sealed record TestResults(int Passed, IReadOnlyList<string> Failures, IReadOnlyList<string> Skips)
{
    private const int MessageLinesMax = 8;
    private const int SlowestMost = 8;

    public static readonly TestResults None = new(0, [], []);

    /// <summary>Seconds and names of the tests that took longest, the longest first.</summary>
    public IReadOnlyList<(double Seconds, string Name)> Slowest { get; init; } = [];

    public int Total => Passed + Failures.Count + Skips.Count;

    /// <summary>The line that ends <c>cloudapp test</c>.</summary>
    public string Summary => string.Create(CultureInfo.InvariantCulture, $"{Passed} passed, {Failures.Count} failed, {Skips.Count} skipped");

    public TestResults Plus(TestResults other) =>
        new(Passed + other.Passed, [.. Failures, .. other.Failures], [.. Skips, .. other.Skips])
        {
            Slowest = TakeSlowest(Slowest.Concat(other.Slowest)),
        };

    /// <summary>Reads the report that the test program writes with <c>-xml</c>.</summary>
    public static TestResults Read(XDocument report)
    {
        var tests = report.Descendants("test").ToList();
        var errors = report.Descendants("errors").Elements("error")
            .Select(error => $"{(string?)error.Attribute("type")} {(string?)error.Attribute("name")}: {Message(error)}");
        return new TestResults(
            tests.Count(test => Is(test, "Pass")),
            [.. tests.Where(test => Is(test, "Fail")).Select(test => $"{Name(test)}: {Message(test)}"), .. errors],
            [.. tests.Where(test => Is(test, "Skip")).Select(test => $"{Name(test)}: {test.Element("reason")?.Value.Trim()}")])
        {
            Slowest = TakeSlowest(tests.Select(static test => ((double?)test.Attribute("time") ?? 0, Name(test)))),
        };
    }

    private static IReadOnlyList<(double Seconds, string Name)> TakeSlowest(IEnumerable<(double Seconds, string Name)> tests) =>
        [.. tests.OrderByDescending(static test => test.Seconds).Take(SlowestMost)];

    private static bool Is(XElement test, string result) => string.Equals((string?)test.Attribute("result"), result, StringComparison.Ordinal);

    private static string Name(XElement test) => (string?)test.Attribute("name") ?? "(no name)";

    /// <summary>Some assertions say what was found in a later line only; logs behind them are in the test's own output.</summary>
    private static string Message(XElement element) => string.Join(
        " | ",
        (element.Descendants("message").FirstOrDefault()?.Value ?? "no message")
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Take(MessageLinesMax));
}
