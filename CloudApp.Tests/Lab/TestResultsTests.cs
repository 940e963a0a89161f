using System.Xml.Linq;
using CloudApp.Development.Testing;
using CloudApp.Operations.Deployment;
using CloudApp.Operations.Engine;
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
        ServiceState[] states =
        [
            .. new[]
            {
                Container("api", "running", "Up 3 seconds (health: starting)"),
                Container("router", "running", "Up 2 minutes (healthy)"),
                Container("plain", "running", "Up 4 hours"),
                Container("sick", "running", "Up 4 hours (unhealthy)"),
                Container("dead", "exited", "Exited (137) 2 minutes ago"),
                new EngineContainer("running", "Up 1 second", Labels: null),
            }.Select(ServiceState.Of).OfType<ServiceState>(),
        ];

        states.Where(static state => state.IsHealthy).Select(static state => state.Service).ShouldBe(["router", "plain"]);
        states.Select(static state => state.Word).ShouldBe(["starting", "healthy", "running", "unhealthy", "exited"]);
        states[^1].ExitCode.ShouldBe(137);
    }

    private static EngineContainer Container(string service, string state, string status) =>
        new(state, status, new Dictionary<string, string>(StringComparer.Ordinal) { ["com.docker.compose.service"] = service });
}
