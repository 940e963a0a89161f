using CloudApp.Agent.Control;
using CloudApp.Contracts.Agents;
using CloudApp.Failover;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Agent;

[Trait("Layer", "pure")]
public sealed class ReportMappingTests
{
    private const string Set = "3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5";

    private static readonly PeerReport Document =
        new("host1", 4, 17, nameof(AgentState.Replica), 3, "abc", Attached: true, Settled: true, Closed: false, Set, null, "Follow", 2);

    [Fact]
    public void A_report_survives_the_way()
    {
        var report = ReportMapping.Read(Document).ShouldNotBeNull();
        report.State.ShouldBe(AgentState.Replica);
        report.Executed.ShouldBe(new GtidPosition(GtidSet.Parse(Set)));
        report.Received.ShouldBeNull();
        ReportMapping.Write(report).ShouldBe(Document);
    }

    [Fact]
    public void Every_state_has_a_name_that_is_read_back()
    {
        foreach (var state in Enum.GetValues<AgentState>())
            ReportMapping.Read(Document with { State = state.ToString() }).ShouldNotBeNull().State.ShouldBe(state);
    }

    [Fact]
    public void What_this_release_does_not_know_is_no_report()
    {
        ReportMapping.Read(Document with { State = "Dreaming" }).ShouldBeNull();
        ReportMapping.Read(Document with { Executed = "everything" }).ShouldBeNull();
        ReportMapping.Read(Document with { Received = "everything" }).ShouldBeNull();
    }
}
