namespace CloudApp.Failover.Core;

/// <summary>Tells the peer, periodically and at once when something has changed.</summary>
internal sealed class Reporter(AgentParts parts)
{
    private long _sentMs = StepContext.Never;
    private long _sequence;
    private bool _isDue;

    private StepContext Step => parts.Step;

    public long NextWakeMs => _sentMs + Step.Timings.ReportMs;

    public void ReportSoon() => _isDue = true;

    public void ReportWhenDue(AgentState state, string reason)
    {
        if (!_isDue && Step.NowMs < NextWakeMs)
            return;
        _isDue = false;
        _sentMs = Step.NowMs;
        var incarnation = parts.Incarnation;
        var closed = incarnation.IsClosed;
        Step.Output.Report = new AgentReport(
            Step.Self.Site, Step.Self.Run, ++_sequence, state, parts.SeenEpoch,
            incarnation.Id, parts.IsAttached && !closed,
            Settled: state == AgentState.PrimaryAlone && parts.Commands.Progress != CommandProgress.Running,
            closed,
            closed ? parts.Facts.Applied : parts.Facts.Latest.Executed,
            closed ? parts.Facts.Applied : parts.Facts.Latest.Received,
            reason, incarnation.History, parts.Seen.Floor.Revision);
    }
}
