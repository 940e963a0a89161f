using CloudApp.Failover;
using CloudApp.Failover.Table;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Failover;

[Trait("Layer", "pure")]
public sealed class FailoverDocumentTests
{
    private const string UpdateVariable = "CLOUDAPP_UPDATE_DOCS";

    [Fact]
    public void The_document_is_current()
    {
        var path = Path.Combine(Root(), "docs", "failover.md");
        var expected = StateDiagram.Render(DecisionTable.Standard);
        if (Environment.GetEnvironmentVariable(UpdateVariable) is { Length: > 0 })
            File.WriteAllText(path, expected);

        File.ReadAllText(path).ShouldBe(expected, $"docs/failover.md is out of date: run this test with {UpdateVariable}=1");
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "CloudApp.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("CloudApp.sln is in no folder above the tests.");
    }
}
