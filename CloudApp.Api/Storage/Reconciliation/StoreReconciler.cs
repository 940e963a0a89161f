using CloudApp.Api.Settings;
using CloudApp.Api.Storage.Objects;

namespace CloudApp.Api.Storage.Reconciliation;

/// <summary>
/// Keeps both sites' objects equal to the records: makes missing copies, replaces damaged ones, removes objects that no
/// record names. One of the two nodes leads; what it does is harmless when it is done twice.
/// </summary>
internal sealed partial class StoreReconciler : IDisposable
{
    private readonly IReconcilerRecords _records;
    private readonly IReadOnlyList<ISiteStore> _sites;
    private readonly string _node;
    private readonly LeaderLease _lease;
    private readonly ReconcileTally _tally = new();
    private readonly RepairPass _repair;
    private readonly ReconcilePass _reconcile;
    private readonly ScrubPass _scrub;
    private readonly ILogger _logger;
    private bool[] _serving;
    private ReconcilerReport? _saved;

    internal StoreReconciler(
        IReconcilerRecords records, IReadOnlyList<ISiteStore> sites, Spool spool, ReconcilerSettings settings, string node, TimeProvider time, ILogger logger)
    {
        (_records, _sites, _node, _logger) = (records, sites, node, logger);
        _serving = new bool[sites.Count];
        _lease = new LeaderLease(records, node, time);
        var content = new ObjectContent(time);
        var executor = new ReconcileExecutor(records, sites, _lease, content, new ObjectCopier(content, spool), _tally, logger);
        _repair = new RepairPass(records, sites, executor, time);
        _reconcile = new ReconcilePass(records, sites, executor, settings, time, logger);
        _scrub = new ScrubPass(records, sites, executor, _tally, settings, time);
    }

    /// <summary>One turn.</summary>
    /// <returns>False when another node leads.</returns>
    internal async Task<bool> TickAsync(CancellationToken cancellationToken)
    {
        var led = _lease.Token;
        var leads = await _lease.HoldAsync(cancellationToken);
        ReconcilerMetrics.Leads.Record(leads ? 1 : 0);
        if (!leads) return false;
        if (_lease.Token != led)
        {
            LogLeads(_logger, _lease.Token);
            _reconcile.Restart();
        }

        try
        {
            if (await AllServeAsync(cancellationToken))
            {
                await _repair.StepAsync(cancellationToken);
                await _reconcile.StepAsync(cancellationToken);
                await _scrub.StepAsync(cancellationToken);
            }
        }
        finally
        {
            await ReportAsync(cancellationToken);
        }

        return true;
    }

    /// <summary>Lets the other node lead at once.</summary>
    internal Task ReleaseAsync(CancellationToken cancellationToken) => _lease.ReleaseAsync(cancellationToken);

    public void Dispose() => _lease.Dispose();

    // While a site is away there is nothing to compare with, and nowhere to copy to.
    private async Task<bool> AllServeAsync(CancellationToken cancellationToken)
    {
        var serving = await Task.WhenAll(_sites.Select(s => s.IsServingAsync(cancellationToken)));
        // A site that comes back may have come back empty.
        if (serving.Index().Any(s => s.Item && !_serving[s.Index])) _reconcile.Restart();
        foreach (var (i, serves) in serving.Index().Where(s => s.Item != _serving[s.Index])) LogServing(_logger, _sites[i].Name, serves);
        _serving = serving;
        return serving.All(static s => s);
    }

    private async Task ReportAsync(CancellationToken cancellationToken)
    {
        if (!_lease.IsHeld) return;
        var report = new ReconcilerReport(
            _node, _lease.Since, !_serving.All(static s => s),
            [.. _sites.Select((s, i) => new SiteReport(s.Name, _serving[i], _reconcile.MissingBySite.GetValueOrDefault(s.Name)))],
            _reconcile.Last, _tally.Copied, _tally.Repaired, _tally.OrphansRemoved, _tally.DamagedEverywhere, _tally.Verified, _scrub.LastRoundAt);
        var counts = await _records.CountAsync(cancellationToken);
        ReconcilerMetrics.MissingCopies.Record(counts.MissingCopies);
        ReconcilerMetrics.WithoutObject.Record(counts.WithoutObject);
        if (_saved is not null && (report with { Sites = _saved.Sites }) == _saved && report.Sites.SequenceEqual(_saved.Sites)) return;
        await _records.SaveReportAsync(_lease.Token, report, cancellationToken);
        _saved = report;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "This node's sweeper leads, token {Token}")]
    private static partial void LogLeads(ILogger logger, ulong token);

    [LoggerMessage(Level = LogLevel.Information, Message = "The object store of {Site} serves: {Serves}")]
    private static partial void LogServing(ILogger logger, string site, bool serves);
}
