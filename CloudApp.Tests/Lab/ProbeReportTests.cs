using Shouldly;
using Xunit;

namespace CloudApp.Tests.Lab;

[Trait("Layer", "pure")]
public sealed class ProbeReportTests
{
    [Fact]
    public void The_longest_gap_is_between_successful_answers_and_ignores_failures()
    {
        var report = new ProbeReport([At(0, 10), At(20, 10), At(40, 5, status: 503), At(60, 400), At(80, 20)], EventMs: 50);

        report.LongestGapMs.ShouldBe(360);
        report.Failures.Count.ShouldBe(1);
        report.ToString().ShouldContain("1 × status 503");
    }

    [Fact]
    public void Without_any_answer_the_gap_is_without_end() =>
        new ProbeReport([At(0, 5000, status: 0)], EventMs: 0).LongestGapMs.ShouldBe(double.PositiveInfinity);

    [Fact]
    public void Only_nodes_that_answered_after_the_fault_are_named()
    {
        var report = new ProbeReport([At(0, 1, node: "app1"), At(200, 1, node: "app2"), At(300, 1, node: "app2")], EventMs: 50);

        report.NodesAfter(100).ShouldBe(["app2"]);
    }

    private static ProbeSample At(double sent, double latency, int status = 200, string node = "app1") =>
        new(sent, latency, status, node, Error: null);
}
