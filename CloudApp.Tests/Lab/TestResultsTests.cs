using System.Xml.Linq;
using CloudApp.Cli.Lab;
using CloudApp.Cli.Lab.Testing;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Lab;

[Trait("Layer", "pure")]
public sealed class TestResultsTests
{
    [Fact]
    public void Every_failure_skip_and_fixture_error_of_a_report_is_counted_and_named()
    {
        var results = TestResults.Read(XDocument.Parse("""
            <assemblies>
              <assembly>
                <errors><error type="test-collection-cleanup" name="lab"><failure><message>no root</message></failure></error></errors>
                <collection>
                  <test name="A" result="Pass" time="1.5" />
                  <test name="B" result="Fail" time="20.25"><failure><message>was 1
            more</message></failure></test>
                  <test name="C" result="Skip"><reason>no kernel</reason></test>
                </collection>
              </assembly>
            </assemblies>
            """));

        results.Summary.ShouldBe("1 passed, 2 failed, 1 skipped");
        results.Failures.ShouldBe(["B: was 1 | more", "test-collection-cleanup lab: no root"]);
        results.Skips.ShouldBe(["C: no kernel"]);
        results.Slowest.ShouldBe([(20.25, "B"), (1.5, "A"), (0, "C")]);
    }

    [Fact]
    public void Services_without_a_check_are_healthy_while_they_run()
    {
        var states = ServiceState.Parse("""
            {"Service":"api","State":"running","Health":"starting","ExitCode":0}
            {"Service":"plain","State":"running","Health":"","ExitCode":0}
            {"Service":"dead","State":"exited","Health":"","ExitCode":137}
            """);

        states.Where(state => state.IsHealthy).Select(state => state.Service).ShouldBe(["plain"]);
        states.Select(state => state.Word).ShouldBe(["starting", "running", "exited"]);
    }
}
