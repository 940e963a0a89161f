using System.Reflection;
using CloudApp.Operations;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Lab.Failover;

/// <summary>docs/failures.md promises nothing that no test proves, and leaves out no failure that is tested.</summary>
[Trait("Layer", "pure")]
public sealed class FailuresDocumentTests
{
    private const string Heading = "| failure |";
    private const int Columns = 6;

    [Fact]
    public void Every_failure_has_one_row_in_the_document_and_every_row_has_a_test()
    {
        var rows = Rows();

        rows.Select(static row => row[0]).Order(StringComparer.Ordinal).ShouldBe(Tested().Select(static test => test.Failure).Order(StringComparer.Ordinal));
        foreach (var row in rows)
        {
            row.Length.ShouldBe(Columns, string.Join(" | ", row));
            row.ShouldAllBe(static cell => cell.Length > 0);
        }
    }

    [Fact]
    public void Every_row_names_its_test()
    {
        var text = File.ReadAllText(Document);

        foreach (var (failure, test) in Tested())
            text.ShouldContain($"`{test}`", Case.Sensitive, failure);
    }

    private static string Document => Path.Combine(ProjectRoot.Find(), "docs", "failures.md");

    private static List<(string Failure, string Test)> Tested() =>
        [.. typeof(FailureTest).Assembly.GetTypes().Where(static type => type.IsSubclassOf(typeof(FailureTest)))
            .SelectMany(static type => type.GetMethods())
            .Select(static method => (Failure: method.GetCustomAttribute<FailureAttribute>()?.Name, Test: method.Name))
            .Where(static pair => pair.Failure is not null)
            .Select(static pair => (pair.Failure!, pair.Test))];

    private static List<string[]> Rows() =>
        [.. File.ReadAllLines(Document)
            .SkipWhile(static line => !line.StartsWith(Heading, StringComparison.Ordinal)).Skip(2)
            .TakeWhile(static line => line.StartsWith('|'))
            .Select(static line => line.Trim('|').Split('|').Select(static cell => cell.Trim()).ToArray())];
}
