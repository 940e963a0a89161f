using CloudApp.Contracts.Agents;
using CloudApp.Failover;

namespace CloudApp.Agent.Control;

/// <summary>Between the core's report and the one that travels.</summary>
internal static class ReportMapping
{
    internal static PeerReport Write(AgentReport report) => new(
        report.Site, report.Run, report.Sequence, report.State.ToString(), report.Epoch, report.Incarnation, report.Attached, report.Settled, report.Closed,
        Write(report.Executed), Write(report.Received), report.Verdict, report.History, report.Revision);

    /// <summary>Null when its state is none that this release knows, or a position is no GTID set.</summary>
    internal static AgentReport? Read(PeerReport report) =>
        Enum.TryParse<AgentState>(report.State, out var state) && TryRead(report.Executed, out var executed) && TryRead(report.Received, out var received)
            ? new AgentReport(
                report.Site, report.Run, report.Sequence, state, report.Epoch, report.Incarnation, report.Attached, report.Settled, report.Closed,
                executed, received, report.Verdict, report.History, report.Revision)
            : null;

    private static string? Write(IGtidPosition? position) => (position as GtidPosition)?.Set.ToString();

    private static bool TryRead(string? text, out GtidPosition? position)
    {
        position = text is not null && GtidSet.TryParse(text, out var set) ? new GtidPosition(set) : null;
        return text is null || position is not null;
    }
}
