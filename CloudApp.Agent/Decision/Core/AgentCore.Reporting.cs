namespace CloudApp.Agent.Decision;

public sealed partial class AgentCore
{
    private long _reportMs = Never;
    private long _sequence;
    private bool _reportNow;

    private void ReportWhenDue()
    {
        if (!_reportNow && _nowMs - _reportMs < _timings.ReportMs)
            return;
        _reportNow = false;
        _reportMs = _nowMs;
        var closed = _closed && _incarnation is not null;
        _output.Report = new AgentReport(
            _self.Site, _self.Run, ++_sequence, State, SeenEpoch,
            _incarnation, _incarnation is not null && !closed && _facts.ReceiverOn,
            Settled: State == AgentState.PrimaryAlone && _work != WorkView.Running,
            closed,
            closed ? _applied : _facts.Executed, closed ? _applied : _facts.Received, Reason, _history);
    }

    /// <summary>Armed from before mysqld is opened until it is known to be closed or dead.</summary>
    private long WatchdogDeadline() =>
        State.MayBeWritable() ? _leaseSentMs + _timings.WatchdogMs : AgentOutput.NeverMs;

    private long NextWake()
    {
        var next = Math.Min(_reportMs + _timings.ReportMs, _lastObserveMs + _timings.ObserveMs);
        if (State.HoldsLease() && _leaseSentMs != Never)
            next = Math.Min(next, Math.Min(_leaseSentMs + _timings.FenceStartsMs, _lastKeepAliveMs + _timings.KeepAliveMs));
        var limit = _limitFromMs + LimitMs();
        if (limit > _nowMs)
            next = Math.Min(next, limit);
        return Math.Max(next, _nowMs + 1);
    }
}
